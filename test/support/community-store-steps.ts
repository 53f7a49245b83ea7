/** What a node does with its store, one durable step after the other, each following from its number. */
import type { RecordStore } from '../../main/engine/record/ports.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { madeEpoch, madeRecord, madeValue } from './community-store-world.ts';
import { madeBytes } from './made-receipts.ts';

type Written = Omit<RecordStore, 'bytesInUse' | 'bytesOnDisk' | 'close' | 'genesis'>;

/** The first record of a step; it adds fewer than this. */
export const recordsPerStep = 16;

/** Does the step of this number. The same numbers on the same store do the same. */
export function takeStep(store: Written, number: number, seed: number): void {
  const [choice = 0, size = 0, which = 0] = madeBytes(3, 'step', seed, number);
  const next = store.lastHeight() + 1;
  const ids = [...store.pool()].map(({ id }) => id).sort(Buffer.compare);
  if (choice < 150) {
    const records = Array.from({ length: 1 + (size % (recordsPerStep - 1)) }, (_, index) =>
      madeRecord(number * recordsPerStep + index),
    );
    store.add(records);
  } else if (choice < 175) store.appendWal(next, madeBytes(1 + size, 'entry', number));
  else if (choice < 180) keepSealed(store, { choice, size, which, number });
  else if (choice < 200) {
    const from = which % Math.max(1, ids.length);
    const detail = `It was refused in step ${number}.`;
    store.refuse(ids.slice(from, from + 3).map((id) => ({ id, name: 'made_up', detail })));
  } else if (choice < 245) {
    const round = which % 2 === 0 ? { number: next, text: `round ${next}` } : null;
    const marketNotes = which % 3 === 0 ? `notes of ${next}` : null;
    store.closeEpoch({ ...madeEpoch(next, ids.slice(0, size)), round, marketNotes });
  } else if (choice < 250) {
    const chain = [next, next + 1].map((height) => {
      const certificate = madeBytes(100, 'certificate', height);
      return { height, value: madeValue(height), certificate };
    });
    store.adoptSnapshot(chain, madeBytes(500, 'snapshot', number));
  } else {
    // one height, as each is a change of its own: several in one step could be found half done
    const oldest = store.oldestSet(1);
    if (oldest < next - 2) store.prune(oldest);
  }
  assert(store.lastHeight() >= next - 1, 'a step never goes back');
}

/** What one has sealed is kept, and forgotten. */
function keepSealed(
  store: Written,
  { choice, size, which, number }: Readonly<Record<'choice' | 'size' | 'which' | 'number', number>>,
): void {
  const seal = bytesToHex(madeBytes(32, 'seal', which % 5));
  if (choice === 175 || choice === 176) store.keepOffer(seal, madeBytes(size, 'offer', number));
  else if (choice < 179) store.keepEstimate(seal, madeBytes(size, 'estimate', number));
  else if (number % 2 === 0) store.forgetOffer(seal);
  else store.forgetEstimate(seal);
}
