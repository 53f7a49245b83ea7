import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { answersOf, createModel } from '../support/community-store-model.ts';
import { recordsPerStep, takeStep } from '../support/community-store-steps.ts';
import { tearCheckpoint, walEnd } from '../support/community-store-wal.ts';
import { fileIn, madeRecord, openStore } from '../support/community-store-world.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const writer = fileURLToPath(new URL('../support/community-store-writer.ts', import.meta.url));
/** About half a second each, and several on a busy machine. */
const rounds = Number(process.env['COMMON_HOURS_RUNS'] ?? 20);
const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);

interface Killed {
  /** The last step that was acknowledged; the one before the first where none was. */
  readonly step: number;
  readonly salt: string;
  readonly bytes: number;
}

/** Lets a writer go on from a step, and kills it at its `killAt`th acknowledgement or a little later. */
async function writeUntilKilled(file: string, first: number, killAt: number): Promise<Killed> {
  const args = [writer, file, String(first), String(seed)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let killed: Killed = { step: first - 1, salt: '', bytes: 0 };
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [step, salt = '', bytes] = line.split(' ');
    killed = { step: Number(step), salt, bytes: Number(bytes) };
    lines += 1;
    if (lines === killAt) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return killed;
}

/** As a power cut does: what nobody was told to be on the disk is cut off, or torn. */
function losePower(file: string, { salt, bytes }: Killed, round: number): void {
  const log = fs.readFileSync(`${file}-wal`);
  const [how = 0, high = 0, low = 0] = madeBytes(3, 'power', seed, round);
  const safe = walEnd(file, null).salt === salt ? bytes : 0;
  if (safe > 0) tearCheckpoint(file, { salt, bytes }, madeBytes(1_000, 'garbage', round));
  const place = safe + Math.floor(((log.length - safe) * (high * 256 + low)) / 65_536);
  const torn = madeBytes(how % 2 === 0 ? 0 : Math.min(6_000, log.length - place), 'torn', round);
  fs.writeFileSync(`${file}-wal`, Buffer.concat([log.subarray(0, place), torn]));
  fs.rmSync(`${file}-shm`, { force: true });
}

/** From 1 to 32, most often small, so that a kill also falls into opening and the first writes. */
function killPoint(round: number): number {
  const [size = 0, within = 0] = madeBytes(2, 'kill', seed, round);
  return 1 + (within % 2 ** (size % 6));
}

/** The questions that are answered otherwise. */
function differing(kept: object, wanted: object): readonly string[] {
  const [are, shall] = [new Map(Object.entries(kept)), new Map(Object.entries(wanted))];
  const all = [...new Set([...are.keys(), ...shall.keys()])];
  return all.filter((name) => !isDeepStrictEqual(are.get(name), shall.get(name)));
}

const made: CheckedRecord[] = [];

function recordsUntil(step: number): readonly CheckedRecord[] {
  while (made.length < (step + 1) * recordsPerStep) made.push(madeRecord(made.length));
  return made;
}

test(`a store whose writer is killed or loses power holds every acknowledged step and nothing half [seed ${seed}]`, async () => {
  const file = fileIn(temporaryFolder());
  openStore(file).close();
  const model = createModel();
  let done = 0;
  let cuts = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const killed = await writeUntilKilled(file, done + 1, killPoint(round));
    if (round % 2 === 0) {
      losePower(file, killed, round);
      cuts += 1;
    }
    for (; done < killed.step; done += 1) takeStep(model, done + 1, seed);

    const store = openStore(file);
    const records = recordsUntil(done + 1);
    const kept = answersOf(store, records);
    store.close();
    const unlike = differing(kept, answersOf(model, records));
    if (unlike.length > 0) {
      // the step that was under way may be kept unsaid, whole
      takeStep(model, done + 1, seed);
      done += 1;
      const unlikeNext = differing(kept, answersOf(model, records));
      const where = `round ${round}, step ${done}: without it ${unlike.join()}; with it`;
      expect(unlikeNext, where).toEqual([]);
    }
  }
  expect(cuts).toBeGreaterThan(0);
  expect(done).toBeGreaterThan(rounds);
}, 180_000);
