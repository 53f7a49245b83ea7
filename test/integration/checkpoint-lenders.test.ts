/** Two lenders with processes of their own: what one has begun the other ends. */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { createCheckpoints } from '../../main/engine/lending/checkpoints.ts';
import { newRun } from '../../main/engine/lending/live-run.ts';
import type { LiveRun } from '../../main/engine/lending/live-run.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import type { AskMessage, MessageOf } from '../../shared/peers/protocol.ts';
import { never, openRunner, primesBelow, run as runTask, textOf } from './slice-runner-setup.ts';

const task = primesBelow(8_000_000);
const hashOf = (bytes: Uint8Array) => bytesToHex(cryptography.hash(bytes));
const clock = {
  now: () => 0,
  elapsed: () => 0,
  after: () => () => undefined,
  every: () => () => undefined,
};

/** What a lender does with a slice that is expected to take long, and what it sends meanwhile. */
async function lend(more: Partial<AskMessage>, from: Uint8Array | null) {
  const sent: { said: MessageOf<'checkpoint'>; bytes: Uint8Array }[] = [];
  let said: MessageOf<'checkpoint'> | null = null;
  const checkpoints = createCheckpoints({
    ports: { clock, cryptography },
    peers: {
      send(_peer, message) {
        if (message.type === 'checkpoint') said = message;
        return true;
      },
      sendBlob(_peer, _attempt, _part, read) {
        const bytes = read();
        if (said !== null && bytes !== null) sent.push({ said, bytes });
        return true;
      },
    },
  });
  const { memoryBytes, wallMs } = task.limits;
  const ask = {
    ...{ type: 'ask', attempt: 'one', job: '', slice: '', moduleHash: 'one', moduleBytes: 1 },
    ...{ inputHash: '', inputBytes: 0, input: task.input, entry: task.entry, args: [...task.args] },
    ...{ ceiling: 1n, memoryBytes, wallMs, femtosecondsPerUnit: 1, ...more },
  } as AskMessage;
  const run: LiveRun = newRun('peer', ask, 1_000, clock);
  run.module = task.module;
  if (from !== null) run.from?.add(0, from);
  const asked = checkpoints.task(run, task.limits.cpuMicroseconds);
  assert(asked.ok, 'it is a slice');
  const ended = await openRunner(1).run(asked.value, never, {
    progress: () => undefined,
    checkpoint: (bytes) => {
      checkpoints.made(run, bytes);
    },
  });
  return { ended, sent };
}

test('the second goes on where the first one was, to the same result and count', async () => {
  const whole = await runTask(openRunner(1), task);
  const first = await lend({ expectedMicroseconds: 60_000_000 }, null);
  expect(textOf(first.ended)).toBe(textOf(whole));
  const [kept] = first.sent;
  assert(kept !== undefined, 'a checkpoint was sent');
  const { said, bytes } = kept;
  expect(said).toMatchObject({ attempt: 'one', bytes: bytes.byteLength, hash: hashOf(bytes) });
  const second = await lend({ from: { bytes: bytes.byteLength, hash: said.hash } }, bytes);
  expect(textOf(second.ended)).toBe(textOf(whole));
  assert(whole.ok && second.ended.ok, 'both ended');
  const { workCount, workCountBefore } = second.ended.value;
  expect(workCountBefore).toBeGreaterThan(0);
  expect(workCount + workCountBefore).toBe(whole.value.workCount);
  expect(workCount).toBeLessThan(whole.value.workCount);
});
