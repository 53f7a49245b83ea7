/** Runs as a lender holds them, without anybody who asked for them. */
import { newRun } from '../../main/engine/lending/live-run.ts';
import type { LiveRun } from '../../main/engine/lending/live-run.ts';
import type { AskMessage } from '../../shared/peers/protocol.ts';

/** Machines of two members. */
export const [alicesMachine, bobsMachine] = ['aa', 'bb'].map(
  (byte) => `${byte.repeat(32)}.${'01'.repeat(32)}`,
) as [string, string];

/** The slice of that number, all of one job and with nothing to send, unless it is said otherwise. */
export function askOf(number: number, change: Partial<AskMessage> = {}): AskMessage {
  return {
    type: 'ask',
    attempt: number.toString(16).padStart(32, '0'),
    job: '11'.repeat(32),
    slice: '33'.repeat(32),
    moduleHash: '44'.repeat(32),
    moduleBytes: 10,
    inputHash: '55'.repeat(32),
    inputBytes: 0,
    input: null,
    entry: 'run',
    args: [],
    ceiling: 1_000n,
    memoryBytes: 65_536,
    wallMs: 60_000,
    femtosecondsPerUnit: 1_000_000,
    ...change,
  };
}

/** A run of that slice, which has not begun. */
export function waitingRun(
  peer: string,
  number: number,
  change: Partial<AskMessage> = {},
  clock = { now: () => 0, elapsed: () => 0 },
): LiveRun {
  return newRun(peer, askOf(number, change), 1000, clock);
}
