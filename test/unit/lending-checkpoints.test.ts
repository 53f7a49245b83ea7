/** Which runs make checkpoints, and how these go out: seldom enough, and one at a time. */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { createCheckpoints } from '../../main/engine/lending/checkpoints.ts';
import { newRun } from '../../main/engine/lending/live-run.ts';
import type { LiveRun } from '../../main/engine/lending/live-run.ts';
import { rateTooLow } from '../../main/engine/lending/pay.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { err, ok } from '../../shared/base/result.ts';
import { writeCheckpointHead } from '../../shared/jobs/checkpoint-head.ts';
import type { AskMessage } from '../../shared/peers/protocol.ts';
import { createVirtualTime } from '../support/engine-world/time.ts';
import { madeBytes } from '../support/made-receipts.ts';

const hex = (of: string) => bytesToHex(madeBytes(32, of));
const [bob, carol] = [hex('bob'), hex('carol')];
const MiB = 1024 * 1024;
const second = 1_000_000;

function setup() {
  const time = createVirtualTime();
  const clock = {
    now: time.now,
    elapsed: time.now,
    after: (ms: number, action: () => void) => {
      time.after(ms, action);
      return () => undefined;
    },
    every: () => () => undefined,
  };
  const said: string[] = [];
  let sent: ((bytes: number) => void)[] = [];
  const checkpoints = createCheckpoints({
    ports: { clock, cryptography },
    peers: {
      send(_peer, message) {
        if (message.type === 'checkpoint') said.push(`${message.attempt} ${String(message.bytes)}`);
        return true;
      },
      sendBlob(_peer, _attempt, _part, _read, onSent) {
        if (onSent !== undefined) sent.push(onSent);
        return true;
      },
    },
  });
  let number = 0;
  function run(of: Partial<AskMessage>, peer = bob): LiveRun {
    number += 1;
    const ask = {
      ...{ type: 'ask', attempt: `run ${String(number)}`, job: hex('job'), slice: hex('slice') },
      ...{ moduleHash: hex('module'), moduleBytes: 1, inputHash: hex('input'), inputBytes: 0 },
      ...{ input: null, entry: 'run', args: [], ceiling: 1n, memoryBytes: 65_536, wallMs: 1 },
      ...{ femtosecondsPerUnit: 1, ...of },
    } as AskMessage;
    return newRun(peer, ask, 1_000, clock);
  }
  return {
    ...{ time, checkpoints, run, said },
    /** All that is on its way arrives. */
    arrives() {
      const all = sent;
      sent = [];
      for (const onSent of all) onSent(Infinity);
    },
  };
}

function every(checkpoints: ReturnType<typeof setup>['checkpoints'], run: LiveRun): number | null {
  const task = checkpoints.task(run, 1);
  return task.ok ? task.value.checkpointEvery : null;
}

const long = { expectedMicroseconds: 60 * second };
const outcome = { output: new Uint8Array(0), cpuMicroseconds: 1, workCount: 1, workCountBefore: 0 };
const failure = { name: 'ceiling_reached', detail: '', cpuMicroseconds: 1, workCount: 1 } as const;

test('only what is expected to take long makes some, every two seconds', () => {
  const { checkpoints, run } = setup();
  expect(every(checkpoints, run({}))).toBeNull();
  expect(every(checkpoints, run({ expectedMicroseconds: 14 * second }))).toBeNull();
  expect(every(checkpoints, run(long))).toBe(2 * second);
});

test.each([
  ['cannot be left', ok({ ...outcome, whyNoCheckpoints: 'It cannot.' }), null],
  ['ran out of its ceiling in that form', err(failure), null],
  ['was too slow in it for its rate', err({ ...failure, name: 'stopped' as const }), rateTooLow],
])('a module that %s makes none the next time', (_what, ended, ending) => {
  const { checkpoints, run } = setup();
  const first = run(long);
  expect(every(checkpoints, first)).not.toBeNull();
  first.ending = ending;
  checkpoints.ended(first, ended);
  expect(every(checkpoints, run(long))).toBeNull();
  expect(every(checkpoints, run({ ...long, moduleHash: hex('other') }))).not.toBeNull();
});

test('what goes on from a checkpoint is refused by name where that is none of its own', () => {
  const { checkpoints, run } = setup();
  const from = { bytes: 40, hash: hex('from') };
  const takenUp = (head: Uint8Array) => {
    const one = run({ from });
    const bytes = new Uint8Array(40);
    bytes.set(head);
    one.from?.add(0, bytes);
    return checkpoints.task(one, 1);
  };
  const good = takenUp(writeCheckpointHead({ workCount: 5, memoryBytes: 65_536 }));
  expect(good).toMatchObject({ ok: true, value: { checkpointEvery: 2 * second } });
  const large = takenUp(writeCheckpointHead({ workCount: 5, memoryBytes: 131_072 }));
  expect(large).toMatchObject({ ok: false, error: { name: 'checkpoint_refused' } });
  expect(takenUp(new Uint8Array(40))).toMatchObject({ error: { name: 'checkpoint_refused' } });
});

test('one is on its way to a peer at a time, and then the newest of another run', () => {
  const { checkpoints, run, said, arrives } = setup();
  const [one, other, hers] = [run(long), run(long), run(long, carol)];
  checkpoints.made(one, new Uint8Array(10));
  checkpoints.made(other, new Uint8Array(20));
  checkpoints.made(other, new Uint8Array(21));
  checkpoints.made(hers, new Uint8Array(30));
  expect(said).toEqual(['run 1 10', 'run 3 30']);
  arrives();
  expect(said).toEqual(['run 1 10', 'run 3 30', 'run 2 21']);
});

test('a run sends a mebibyte a second on the whole', async () => {
  const { time, checkpoints, run, said, arrives } = setup();
  const one = run(long);
  for (let at = 0; at < 55; at += 1) {
    checkpoints.made(one, new Uint8Array(MiB));
    arrives();
    await time.pass(100);
  }
  expect(said).toHaveLength(6);
});

test('what a run made that has ended does not go out', () => {
  const { checkpoints, run, said, arrives } = setup();
  const [one, other] = [run(long), run(long)];
  checkpoints.made(one, new Uint8Array(10));
  checkpoints.made(other, new Uint8Array(20));
  checkpoints.ended(other, ok(outcome));
  arrives();
  expect(said).toEqual(['run 1 10']);
});

/** A run that has made one, and worked since. */
function atWork(setUp: ReturnType<typeof setup>): LiveRun {
  const one = setUp.run(long);
  every(setUp.checkpoints, one);
  setUp.checkpoints.made(one, new Uint8Array(2 * MiB));
  setUp.arrives();
  one.used = { cpuMicroseconds: 5 * second, workCount: 5 };
  return one;
}

/** Whether it is over by now. */
async function isOver(promise: Promise<unknown> | null): Promise<boolean> {
  return (await Promise.race([promise, Promise.resolve('waits')])) !== 'waits';
}

test('the last one is wished for and goes out at once, and whoever waits for it hears when it has gone', async () => {
  const all = setup();
  const one = atWork(all);
  let wishes = 0;
  one.wish.onWish(() => (wishes += 1));
  const last = all.checkpoints.last(one);
  expect(all.checkpoints.last(one)).toBe(last);
  expect(wishes).toBe(1);
  all.checkpoints.made(one, new Uint8Array(11));
  expect(all.said.at(-1)).toBe('run 1 11');
  expect(await isOver(last)).toBe(false);
  all.arrives();
  expect(await isOver(last)).toBe(true);
});

test.each<[string, (all: ReturnType<typeof setup>, run: LiveRun) => unknown]>([
  ['that does not come', ({ time }) => time.pass(700)],
  ['of a run that ends', ({ checkpoints }, run) => checkpoints.ended(run, ok(outcome))],
])('nobody waits longer for a last one %s', async (_which, ends) => {
  const all = setup();
  const one = atWork(all);
  const last = all.checkpoints.last(one);
  expect(await isOver(last)).toBe(false);
  await ends(all, one);
  expect(await isOver(last)).toBe(true);
});

test('there is no last one of what makes none, or has not worked yet', () => {
  const { checkpoints, run } = setup();
  const short = run({});
  every(checkpoints, short);
  short.used = { cpuMicroseconds: second, workCount: 1 };
  expect(checkpoints.last(short)).toBe(null);
  const waiting = run(long);
  every(checkpoints, waiting);
  expect(checkpoints.last(waiting)).toBe(null);
});
