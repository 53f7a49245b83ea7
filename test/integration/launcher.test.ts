import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');

/** Makes a new Node say that it is an old one. */
const olderNode = [
  '--import',
  `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.1.0' } })`,
];

/** A command line that tells how it was started. */
const program = (name: string) => `
export async function main(args) {
  if (args[0] === 'wait') {
    process.on('SIGTERM', () => { console.log('ending'); process.exit(7); });
    setInterval(() => {}, 1000);
    console.log('waiting');
    await new Promise(() => {});
  }
  console.log(JSON.stringify({ name: '${name}', node: process.versions.node, args }));
  return 5;
}
`;

let dir: string;

beforeEach(() => {
  dir = temporaryFolder();
});

/** Lays a copy of the launcher with these entries beside it; the answer is its path. */
function lay(folder: string, entries: readonly string[]): string {
  const launcher = join(dir, folder, 'main/headless/bin.mjs');
  mkdirSync(dirname(launcher), { recursive: true });
  cpSync(join(root, 'main/headless/bin.mjs'), launcher);
  writeFileSync(join(dir, folder, 'package.json'), '{ "type": "module" }');
  for (const entry of entries) {
    mkdirSync(dirname(join(dir, folder, entry)), { recursive: true });
    writeFileSync(join(dir, folder, entry), program(entry));
  }
  return launcher;
}

function linkModules(): void {
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'junction');
}

function launch(launcher: string, options: readonly string[] = [], args = ['job', '--wait']) {
  return spawnSync(process.execPath, [...options, launcher, ...args], { encoding: 'utf8' });
}

const source = 'main/headless/cli.ts';
const built = 'out/main/headless/cli.js';

test('in a checkout the sources are run, with the arguments and the exit code', () => {
  const { stdout, status } = launch(lay('', [source, built]));
  expect(JSON.parse(stdout)).toMatchObject({ name: source, args: ['job', '--wait'] });
  expect(status).toBe(5);
});

test('where there are no sources, what was built is run', () => {
  expect(JSON.parse(launch(lay('', [built])).stdout)).toMatchObject({ name: built });
});

test('an installed copy runs what was built, because Node runs no TypeScript there', () => {
  const launcher = lay('node_modules/common-hours', [source, built]);
  expect(JSON.parse(launch(launcher).stdout)).toMatchObject({ name: built });
});

test('a copy with neither says what is missing', () => {
  const { stderr, status } = launch(lay('', []));
  expect(stderr).toMatch(/^This copy of Common Hours is not complete: .*cli\.js is missing\.\n$/);
  expect(status).toBe(1);
});

test('an older Node without a newer one beside it is told so in one sentence', () => {
  const { stderr, status } = launch(lay('', [source]), olderNode);
  expect(stderr).toMatch(/^Common Hours needs Node 24 or newer, .*\n$/);
  expect(status).toBe(1);
});

// no package brings a Node for macOS, so people there have their own
const bringsNode = process.platform !== 'darwin';

test.runIf(bringsNode)('an older Node starts the newer one that was installed', () => {
  linkModules();
  const { stdout, status } = launch(lay('', [source]), olderNode);
  const { node } = JSON.parse(stdout) as { readonly node: string };
  expect(node).toMatch(/^24\./);
  expect(status).toBe(5);
});

test.runIf(process.platform === 'linux')(
  'a signal reaches the program, and its exit code comes back',
  async () => {
    linkModules();
    const launcher = lay('', [source]);
    const child = spawn(process.execPath, [...olderNode, launcher, 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    expect(first.toString()).toBe('waiting\n');
    const last = once(child.stdout, 'data') as Promise<[Buffer]>;
    child.kill('SIGTERM');
    expect((await last)[0].toString()).toBe('ending\n');
    const [code] = (child.exitCode === null ? await once(child, 'exit') : [child.exitCode]) as [
      number,
    ];
    expect(code).toBe(7);
  },
);

test('npx finds the command in a checkout, without a network', () => {
  linkModules();
  lay('', [source]);
  const manifest = {
    name: 'common-hours',
    version: '1.0.0',
    type: 'module',
    bin: { 'common-hours': 'main/headless/bin.mjs' },
  };
  writeFileSync(join(dir, 'package.json'), JSON.stringify(manifest));
  cpSync(join(root, '.npmrc'), join(dir, '.npmrc'));
  const { stdout, stderr } = spawnSync('npx common-hours status --json', {
    cwd: dir,
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, npm_config_cache: join(dir, 'cache'), npm_config_offline: 'true' },
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ name: source, args: ['status', '--json'] });
});
