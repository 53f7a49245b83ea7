/** What is kept of the checkpoints that lenders send, and what is not: whoever sends them may be anybody. */
import { beforeEach, expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { createCheckpointBook } from '../../main/engine/errands/checkpoint-book.ts';
import type { ErrandSource } from '../../main/engine/errands/contract.ts';
import { createErrand } from '../../main/engine/errands/errand.ts';
import { createTakingUp } from '../../main/engine/errands/taking-up.ts';
import { bytesToHex, concatBytes } from '../../shared/base/bytes.ts';
import { limits } from '../../shared/domain/limits.ts';
import { writeCheckpointHead } from '../../shared/jobs/checkpoint-head.ts';
import { newErrand, next } from '../../shared/jobs/errand.ts';
import type { Attempt, ErrandEvent } from '../../shared/jobs/errand.ts';
import { pieceBytes } from '../../shared/peers/protocol.ts';
import { createLife } from '../support/engine-world/life.ts';
import { createDisk, openWorkStore } from '../support/engine-world/disk.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { directGroup } from '../support/direct-group.ts';

const hex = (of: string) => bytesToHex(madeBytes(32, of));
const [bob, carol] = [hex('bob'), hex('carol')];
const peerOf = (member: string) => `${member}.${member}`;
const memoryBytes = 2 * 65_536;
const spec = {
  kind: 'function',
  moduleHash: hex('module'),
  moduleBytes: 1,
  entry: 'run',
  args: [],
};
const sourceOf = (kind: string): ErrandSource => ({
  jobOf: () => ({ ...spec, kind }) as ReturnType<ErrandSource['jobOf']>,
  moduleOf: () => null,
  inputOf: () => null,
  onNews: () => undefined,
});

/** An errand that Bob runs, which others may take up. */
function setup(kind = 'function') {
  const disk = createDisk('alice');
  const log = { info: () => undefined, warn: () => undefined };
  const misbehaved: string[] = [];
  let nowMs = 0;
  const clock = { now: () => nowMs, elapsed: () => nowMs } as never;
  const open = () =>
    createCheckpointBook(
      {
        work: openWorkStore(
          disk,
          createLife(null, () => undefined),
        ),
        log,
      },
      directGroup,
    );
  const book = open();
  const takingUp = createTakingUp({
    ports: { clock, cryptography },
    ...{ book, source: sourceOf(kind) },
    peers: { misbehaved: (_peer, reason) => void misbehaved.push(reason) },
  });
  const wish = {
    ...{ job: hex('job'), slice: 0, ceiling: 1n, memoryBytes, wallMs: 1 },
    ...{ not: [], audience: null, mayChangeHands: true },
  };
  const errand = createErrand('errand', wish, 1, newErrand);
  function happens(event: ErrandEvent): void {
    const { state } = errand.progress;
    const was = 'attempt' in state ? state.attempt : null;
    errand.progress = next(errand.progress, event).progress;
    takingUp.happened(errand, was, event);
  }
  function begins(member: string): Attempt {
    const given = takingUp.attempt(errand, member);
    const attempt = { nonce: hex(member).slice(32), peer: peerOf(member), askedAtMs: 0, ...given };
    happens({ type: 'asked', attempt, femtosecondsPerUnit: null });
    happens({ type: 'taken', ratingMilli: 1_000, needsModule: false });
    happens({ type: 'began', nowMs: 0 });
    return attempt;
  }
  function sends(member: string, bytes: Uint8Array, said: object = {}): void {
    const [peer, attempt] = [peerOf(member), hex(member).slice(32)];
    const hash = bytesToHex(cryptography.hash(bytes));
    const message = { type: 'checkpoint', attempt, bytes: bytes.byteLength, hash } as const;
    takingUp.announced(errand, peer, { ...message, cpuMicroseconds: 5_000_000, ...said });
    for (let at = 0; at < bytes.byteLength; at += pieceBytes)
      takingUp.piece(errand, peer, at, bytes.subarray(at, at + pieceBytes));
    nowMs += 60_000;
  }
  return { book, open, takingUp, errand, misbehaved, begins, sends, happens };
}

function checkpoint(workCount: number, memory = 65_536, size = 100): Uint8Array {
  const head = writeCheckpointHead({ workCount, memoryBytes: memory });
  return concatBytes(head, new Uint8Array(size).fill(workCount % 251));
}

let world: ReturnType<typeof setup>;
beforeEach(() => {
  world = setup();
  world.begins(bob);
});

const failed = (name: string): ErrandEvent => ({
  ...{ type: 'failed_there', fault: 'machine', name, reason: 'So it was.', nowMs: 0 },
});

test('the newest is kept on the disk, and given to whoever has the errand next', () => {
  const { book, open, takingUp, errand, sends, happens, begins } = world;
  sends(bob, checkpoint(1_000));
  const newest = checkpoint(2_000, 65_536, 3 * pieceBytes);
  sends(bob, newest);
  expect(book.find('errand')).toMatchObject({ workCount: 2_000, by: [bob] });
  expect(open().bytes('errand')).toEqual(newest);
  happens({ type: 'peer_lost', reason: 'It went.', nowMs: 0 });
  const attempt = begins(carol);
  expect(attempt.from).toEqual({ workCount: 2_000, cpuMicroseconds: 5_000_000, by: [bob] });
  expect(takingUp.asked(errand, attempt).from).toMatchObject({ bytes: newest.byteLength });
  expect(takingUp.read(errand)).toEqual(newest);
  sends(carol, checkpoint(3_000));
  expect(book.find('errand')).toMatchObject({ cpuMicroseconds: 10_000_000, by: [bob, carol] });
});

test.each([
  ['function', { expectedMicroseconds: 20_000_000 }],
  ['javascript', {}],
])('how long a slice of a %s may take is said where it can have checkpoints', (kind, said) => {
  const { takingUp, errand, begins } = setup(kind);
  const attempt = begins(bob);
  expect(takingUp.asked(errand, attempt)).toEqual({});
  takingUp.used(errand, 20_000_000);
  expect(takingUp.asked(errand, attempt)).toEqual(said);
});

test.each([
  ['that is no further than the last one', checkpoint(1_000), {}, []],
  ['with more memory than the job may have', checkpoint(9_000, 4 * 65_536), {}, []],
  ['that is none', new Uint8Array(200), {}, []],
  ['with another hash', checkpoint(9_000), { hash: hex('else') }, ['other_bytes_than_said']],
  ['longer than was said', checkpoint(9_000), { bytes: 20 }, ['piece_out_of_place']],
])('one %s is not kept', (_what, bytes, said, reasons) => {
  const { book, sends, misbehaved } = world;
  sends(bob, checkpoint(1_000));
  sends(bob, bytes, said);
  expect(book.find('errand')?.workCount).toBe(1_000);
  expect(misbehaved).toEqual(reasons);
});

test('one that comes too late, or from somebody who does not have the errand, is passed over', () => {
  const { book, sends, happens, misbehaved } = world;
  sends(carol, checkpoint(1_000));
  happens({ type: 'peer_lost', reason: 'It went.', nowMs: 0 });
  sends(bob, checkpoint(2_000));
  expect(book.find('errand')).toBeNull();
  expect(misbehaved).toEqual([]);
});

test.each([
  ['checkpoint_refused', null],
  ['trapped', null],
  ['sandbox_failed', null],
  ['stopped', 1_000],
  ['no_free_core', 1_000],
])('when what was taken up ends with %s, the next starts from %s', (name, workCount) => {
  const { book, sends, happens, begins } = world;
  sends(bob, checkpoint(1_000));
  happens({ type: 'peer_lost', reason: 'It went.', nowMs: 0 });
  begins(carol);
  happens(failed(name));
  expect(book.find('errand')?.workCount ?? null).toBe(workCount);
});

test('nobody goes on from where a member worked who was proved wrong', () => {
  const { book, sends } = world;
  sends(bob, checkpoint(1_000));
  book.dropOf(carol);
  expect(book.find('errand')).not.toBeNull();
  book.dropOf(bob);
  expect(book.find('errand')).toBeNull();
});

test('all of them together have a limit', () => {
  const { book } = world;
  const facts = { hash: hex('it'), workCount: 1, cpuMicroseconds: 1, by: [bob] };
  const bytes = limits.checkpointBytes;
  const kept = Array.from({ length: 20 }, (_, index) =>
    // What is counted is what is said here; nobody needs a gigabyte for that.
    book.keep(`errand ${String(index)}`, { ...facts, bytes }, { byteLength: bytes } as Uint8Array),
  );
  expect(kept.filter(Boolean)).toHaveLength(16);
});
