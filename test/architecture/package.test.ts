import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './plant.ts';

const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

interface Configuration {
  getConfig(dir: string, file: string, overrides: object): Promise<Record<string, unknown>>;
  validateConfiguration(config: object, log: unknown): Promise<void>;
}
interface Logging {
  readonly DebugLogger: new (isEnabled: boolean) => unknown;
}
interface Asar {
  listPackage(path: string, options: { readonly isPack: boolean }): string[];
  extractAll(path: string, folder: string): void;
}

const config = builder('app-builder-lib/out/util/config/config.js') as Configuration;
const { DebugLogger } = builder('builder-util') as Logging;
const asar = createRequire(builder.resolve('app-builder-lib'))('@electron/asar') as Asar;

const silent = new DebugLogger(false);
const file = 'electron-builder.yml';

test('the desktop goes by the name that its installer gives it', () => {
  const installer = /^appId: (\S+)$/m.exec(
    readFileSync(join(root, 'electron-builder.yml'), 'utf8'),
  );
  const desktop = /appId: '([^']+)'/.exec(readFileSync(join(root, 'main/desktop/main.ts'), 'utf8'));
  expect(desktop?.[1]).toBeDefined();
  expect(desktop?.[1]).toBe(installer?.[1]);
});

describe('electron-builder.yml', () => {
  test('says only what electron-builder understands', async () => {
    const ours = await config.getConfig(root, file, {});
    await expect(config.validateConfiguration(ours, silent)).resolves.toBeUndefined();
  });

  test('is refused with a key that electron-builder does not know', async () => {
    const ours = { ...(await config.getConfig(root, file, {})), asarUnpacked: [] };
    await expect(config.validateConfiguration(ours, silent)).rejects.toThrow(/asarUnpacked/);
  });
});

// A stand-in for Electron's runtime is a folder; only Linux names its parts so simply.
describe.runIf(process.platform === 'linux')('the packaged program', () => {
  let dir: string;
  let app: string;
  let packed: readonly string[];

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'common-hours-package-'));
    const resources = join(pack(dir), 'resources');
    packed = asar
      .listPackage(join(resources, 'app.asar'), { isPack: false })
      .map((path) => path.replaceAll('\\', '/').slice(1));
    app = join(dir, 'app');
    asar.extractAll(join(resources, 'app.asar'), app);
  }, 120_000);

  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('carries the program, its page, its icons and its sample programs', () => {
    const wanted = [
      'package.json',
      ...built('out/{main,renderer,shared,workers}/**/*.{js,cjs,css,html}'),
      ...built('main/desktop/icons/*.png'),
      ...built('workers/programs/*.wasm'),
    ];
    const missing = wanted.filter((path) => !packed.includes(path));
    expect(missing.filter((path) => !path.startsWith('out/workers/programs/'))).toEqual([]);
  });

  test('carries no source, no test, no declaration, no map and no second Node', () => {
    const ours = packed.filter((path) => !path.startsWith('node_modules/'));
    const needless =
      /\.(ts|tsx|cts|map|tsbuildinfo)$|^(test|renderer|shared|out\/types|out\/workers\/programs)(\/|$)/;
    expect(ours.filter((path) => needless.test(path))).toEqual([]);
    expect(packed.filter((path) => /^node_modules\/(node-|electron(\/|$))/.test(path))).toEqual([]);
  });

  test('carries the addons of this system only', () => {
    const addons = packed.filter((path) => /\/prebuilds\/.*\.(node|bare)$/.test(path));
    const here = `/prebuilds/${process.platform}-${process.arch}/`;
    expect(addons.filter((path) => !path.includes(here) || path.endsWith('.bare'))).toEqual([]);
    expect(addons.map((path) => path.split('/')[1])).toEqual(
      expect.arrayContaining(['sodium-native', 'udx-native']),
    );
  });

  test('loads its addons under plain Node', () => {
    const { stdout } = evaluate(
      "const { default: DHT } = await import('hyperdht');",
      'DHT.keyPair()',
    );
    expect(stdout).toContain('publicKey');
  });

  test('answers --version from its command line under plain Node', () => {
    const imported = "const { main } = await import('./out/main/headless/cli.js');";
    const { stdout, stderr } = evaluate(imported, "await main(['--version'])");
    expect(stderr).toBe('');
    expect(stdout).toBe(`${manifestOf(root).version}\n0\n`);
  });

  /** Runs a line in the folder of the unpacked program, and prints what the expression gives. */
  function evaluate(line: string, expression: string) {
    const script = `${line} console.log(${expression});`;
    const command = ['--input-type=module', '--eval', script];
    return spawnSync(process.execPath, command, { cwd: app, encoding: 'utf8' });
  }
});

/** Packs the built product for Linux around a stand-in runtime; the answer is the unpacked folder. */
function pack(dir: string): string {
  const runtime = join(dir, 'runtime');
  for (const part of ['resources', 'locales']) mkdirSync(join(runtime, part), { recursive: true });
  writeFileSync(join(runtime, 'version'), manifestOf(join(root, 'node_modules/electron')).version);
  writeFileSync(join(runtime, 'electron'), '', { mode: 0o755 });
  const output = join(dir, 'dist');
  const command = [
    join(root, 'node_modules/electron-builder/cli.js'),
    ...['--dir', '--linux', '--publish', 'never', '--config', file],
    `-c.electronDist=${runtime}`,
    `-c.directories.output=${output}`,
  ];
  const done = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stdout + done.stderr);
  const unpacked = globSync('linux*-unpacked', { cwd: output })[0] ?? '';
  return join(output, unpacked);
}

function built(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root });
}

function manifestOf(folder: string): { readonly version: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
}
