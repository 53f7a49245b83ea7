/**
 * A machine is rated once for all tests of a run (rate-machine.ts), and the nodes of most tests begin with that: to rate
 * it takes longer than the rest of a node's start, and there are a hundred of them.
 */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names the folder whose settings say how fast this machine is. */
export const ratedKey = 'TEST_RATED';

/** A new data folder of a node on a machine that was rated; none where no run of tests has done that. */
export function makeRatedFolder(dataFolder: string): void {
  const rated = process.env[ratedKey];
  if (rated === undefined || existsSync(dataFolder)) return;
  mkdirSync(dataFolder, { mode: 0o700 });
  copyFileSync(join(rated, 'settings.json'), join(dataFolder, 'settings.json'));
}
