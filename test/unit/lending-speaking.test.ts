/** What a consumer hears of runs here: of those that take their time that they have begun, and of no others. */
import { expect, test } from 'vitest';
import { newRun } from '../../main/engine/lending/live-run.ts';
import type { LiveRun } from '../../main/engine/lending/live-run.ts';
import { createSpeaking } from '../../main/engine/lending/speaking.ts';
import type { AskMessage } from '../../shared/peers/protocol.ts';

/** Time that passes when it is told to. */
function setup() {
  let nowMs = 0;
  let calls: { readonly atMs: number; readonly call: () => void }[] = [];
  const clock = {
    now: () => nowMs,
    elapsed: () => nowMs,
    every: () => () => undefined,
    after(ms: number, call: () => void) {
      const one = { atMs: nowMs + ms, call };
      calls.push(one);
      return () => {
        calls = calls.filter((each) => each !== one);
      };
    },
  };
  function pass(ms: number): void {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 1) {
      const due = calls.filter(({ atMs }) => atMs <= nowMs);
      calls = calls.filter(({ atMs }) => atMs > nowMs);
      for (const { call } of due) call();
    }
  }
  const atWork = new Set<LiveRun>();
  const told: { readonly attempt: string; readonly atMs: number }[] = [];
  const speaking = createSpeaking({
    ...{ clock, atWork, live: new Map() },
    peers: { send: () => true },
    book: { put: () => undefined },
    isInLine: () => false,
    halt: () => undefined,
    onTold(runs) {
      for (const { ask } of runs) told.push({ attempt: ask.attempt, atMs: nowMs });
    },
    onSpoken: () => undefined,
  });
  function begins(attempt: string): LiveRun {
    const ask = { type: 'ask', attempt, inputBytes: 0 } as AskMessage;
    const run = newRun(`${'aa'.repeat(32)}.${'01'.repeat(32)}`, ask, 1000, clock);
    run.beganAtMs = nowMs;
    atWork.add(run);
    speaking.began();
    return run;
  }
  return { atWork, begins, pass, told };
}

test('of a run that takes its time its consumer hears after a tenth of a second', () => {
  const { begins, pass, told } = setup();
  begins('long');
  pass(1_000);
  expect(told).toEqual([{ attempt: 'long', atMs: 100 }]);
});

test('short runs that follow each other are never spoken of', () => {
  const { atWork, begins, pass, told } = setup();
  for (let index = 0; index < 30; index += 1) {
    const run = begins(`short ${String(index)}`);
    pass(40);
    atWork.delete(run);
  }
  begins('long');
  pass(1_000);
  expect(told).toEqual([{ attempt: 'long', atMs: 1_300 }]);
});
