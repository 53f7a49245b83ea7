import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright';

const modules = join(import.meta.dirname, '../../node_modules');

/** What unpacking sets in our own environment, and must not leave there. */
const touched = ['TMPDIR', 'AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME'];

/**
 * The path of a Chromium to test in: CHROMIUM if set, else the one that @sparticuz/chromium packs
 * (Linux x64), else undefined, which means an installed Chrome. Run once, before any test:
 * unpacking takes some seconds the first time.
 */
export async function prepareChromium(): Promise<string | undefined> {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const manifest = readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const dir = join(modules, '.cache', `chromium-${version}`);
  if (!existsSync(dir)) await unpack(dir);
  return join(dir, 'chromium');
}

/** Unpacks beside `dir` and renames, so that a killed run never leaves half a browser there. */
async function unpack(dir: string): Promise<void> {
  const part = `${dir}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  const before = { ...process.env };
  process.env.TMPDIR = part; // where it unpacks to
  // only there does it unpack the libraries (libnss3 and others) that a bare machine lacks
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x';
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    packed.setGraphicsMode = false;
    await packed.executablePath();
  } finally {
    for (const name of touched) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
  const fonts = `<fontconfig><dir>${dir}/fonts</dir><cachedir>${dir}/fonts-cache</cachedir></fontconfig>`;
  writeFileSync(join(part, 'fonts.conf'), `<?xml version="1.0"?>${fonts}\n`);
  try {
    renameSync(part, dir);
  } catch {
    rmSync(part, { recursive: true, force: true }); // another run was first
  }
}

/** Launches the Chromium that the set-up prepared, with its own libraries and fonts. */
export async function launchChromium(): Promise<Browser> {
  const path = process.env.TEST_CHROMIUM; // set by setup.ts
  const dir = path ? dirname(path) : '';
  // its own fonts, so that a page looks the same on every machine
  const packed = existsSync(join(dir, 'fonts.conf'))
    ? {
        env: {
          ...process.env,
          LD_LIBRARY_PATH: join(dir, 'al2023/lib'),
          FONTCONFIG_FILE: join(dir, 'fonts.conf'),
        } as Record<string, string>,
      }
    : {};
  return chromium.launch({
    ...(path ? { executablePath: path } : { channel: 'chrome' }),
    ...packed,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--allow-file-access-from-files', // module scripts of a page opened from its file
    ],
  });
}
