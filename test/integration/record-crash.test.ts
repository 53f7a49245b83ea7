import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openRecord } from '../../main/adapters/sqlite-record.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const writer = fileURLToPath(new URL('../support/record-writer.ts', import.meta.url));
const rounds = 20;
const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);

/** Ids that were acknowledged before the writer was killed, at its `killAt`th or a little later. */
async function appendUntilKilled(file: string, killAt: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    acknowledged.push(id);
    if (acknowledged.length === killAt) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

/** From 1 to 64, most often small, so that a kill also falls into opening and the first writes. */
function killPoint(round: number): number {
  const [size = 0, within = 0] = madeBytes(2, 'kill', seed, round);
  return 1 + (within % 2 ** (size % 7));
}

test(`no acknowledged receipt is lost or counted twice when its writer is killed [seed ${seed}]`, async () => {
  const file = join(temporaryFolder(), 'record.db');
  const acknowledged = new Set<string>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const id of await appendUntilKilled(file, killPoint(round))) acknowledged.add(id);

    const opened = openRecord(file, cryptography);
    if (!opened.ok) expect.fail(`round ${round}: ${opened.error.detail}`);
    const kept = [...opened.value.all()];
    opened.value.close();
    const ids = new Set(kept.map(({ id }) => id));
    expect(ids.size).toBe(kept.length);
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(kept.map(({ position }) => position)).toEqual(kept.map((_, index) => index + 1));
    expect(
      kept.length - acknowledged.size,
      'one may be kept unsaid each round',
    ).toBeLessThanOrEqual(round);
  }
});
