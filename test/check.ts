/**
 * What is checked before the tests: format, types, lint and imports. The lint takes as long as all the others, so that it
 * runs beside them. What each has said is printed when it has ended.
 */
import { spawn } from 'node:child_process';

const others = [
  'prettier --check --log-level warn .',
  'tsc -b',
  'depcruise main renderer workers shared',
];
const lanes = [['eslint .'], others];

/** The exit code of one command, which npm's path finds. */
function run(command: string): Promise<number> {
  // Through a shell, because they are .cmd files on Windows.
  const child = spawn(command, { shell: true });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => void said.push(chunk));
  }
  return new Promise((done) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      done(code ?? 1);
    });
  });
}

/** Whether none of them has found anything; what comes after one that has is left out. */
async function follow(lane: readonly string[]): Promise<boolean> {
  for (const command of lane) {
    if ((await run(command)) === 0) continue;
    console.log(`\`${command}\` has found something.`);
    return false;
  }
  return true;
}

const found = await Promise.all(lanes.map(follow));
process.exitCode = found.every((isWell) => isWell) ? 0 : 1;
