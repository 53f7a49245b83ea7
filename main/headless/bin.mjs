#!/usr/bin/env node
/**
 * The command `common-hours`. The program needs Node 24; this launcher runs on older ones too, and
 * starts itself again with the Node that was installed beside the program where it must.
 * From a checkout it runs the sources, elsewhere what was built of them.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const needed = 24;
const self = realpathSync(fileURLToPath(import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= needed) await run();
else runWith(findNode());

/** The command line itself: the module exports `main(args)`, which answers the exit code. */
async function run() {
  const source = join(dirname(self), 'cli.ts');
  const built = join(dirname(self), '../../out/main/headless/cli.js');
  // Node runs TypeScript everywhere but under node_modules
  const isInstalled = self.includes(`${sep}node_modules${sep}`);
  const entry = existsSync(source) && !isInstalled ? source : built;
  if (!existsSync(entry)) fail(`This copy of Common Hours is not complete: ${entry} is missing.`);
  const { main } = await import(pathToFileURL(entry).href);
  process.exitCode = await main(process.argv.slice(2));
}

/** The program of a Node that is new enough, if the package manager brought one. */
function findNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const manifest = `node-${system}-${process.arch}/package.json`;
    return join(dirname(createRequire(self).resolve(manifest)), 'bin', program);
  } catch {
    return '';
  }
}

function runWith(node) {
  if (!existsSync(node)) {
    fail(
      `Common Hours needs Node ${needed} or newer, and this is ${process.version}: install it first.`,
    );
  }
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // a terminal has sent its interrupt to both of us
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`Node ${needed} does not start: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
