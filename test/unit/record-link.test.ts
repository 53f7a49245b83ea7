/** Whoever asks for much is answered at a pace that can be borne, and is no enemy for it. */
import { expect, test } from 'vitest';
import { createLink } from '../../main/engine/record/link.ts';
import type { Link } from '../../main/engine/record/link.ts';
import type { Connection } from '../../main/engine/ports.ts';
import {
  chunkBytesMax,
  encodeRecordFrame,
  nothingFor,
  questionKinds,
  questionsMax,
} from '../../shared/peers/record-protocol.ts';
import { createSteppedTime } from '../support/record-world/time.ts';

/** A link on whose other end is this test. */
function linked() {
  const time = createSteppedTime();
  const listeners: ((bytes: Uint8Array) => void)[] = [];
  const reasons: string[] = [];
  let answered = 0;
  const connection = {
    send: () => true,
    close: () => undefined,
    onFrame: (listener: (bytes: Uint8Array) => void) => listeners.push(listener),
    onDrain: () => undefined,
    onClose: () => undefined,
  } as unknown as Connection;
  const clock = {
    now: time.now,
    elapsed: time.now,
    after: time.after,
    every: () => () => undefined,
  };
  const link: Link = createLink(connection, clock, {
    heard() {
      answered += 1;
      link.send(nothingFor('askChunk'));
    },
    misbehaved(reason) {
      reasons.push(reason);
    },
    caughtUp: () => undefined,
  });
  const say = (frame: Parameters<typeof encodeRecordFrame>[0]) => {
    const bytes = encodeRecordFrame(frame);
    for (const listener of listeners) listener(bytes);
  };
  return { time, reasons, say, answered: () => answered };
}

const megabytes = 120;
const chunks = (megabytes * 1_000_000) / chunkBytesMax;

test('a snapshot of 120 MB is fetched as quickly as the pace allows, and nobody is turned away', () => {
  const { time, reasons, say, answered } = linked();
  for (let index = 0; index < chunks; index++) {
    while (index - answered() >= questionsMax) time.run(10);
    say({ kind: 'askChunk', height: 1, index });
  }
  time.run(1_000);
  expect(reasons).toEqual([]);
  expect(answered()).toBe(Math.ceil(chunks));
  expect(time.now()).toBeGreaterThan(5_000);
  expect(time.now()).toBeLessThan(20_000);
});

test('whoever has more questions under way than may be is disconnected', () => {
  const { reasons, say, answered } = linked();
  let asked = 0;
  while (reasons.length === 0 && asked < 10_000) {
    say({ kind: 'askChunk', height: 1, index: asked });
    asked += 1;
  }
  expect(reasons).toEqual(['too_many_questions']);
  expect(asked - answered()).toBe(questionsMax * questionKinds + 1);
});

test('whoever says more than it may is disconnected, whatever it asks', () => {
  const { reasons, say } = linked();
  for (let said = 0; said < 10_000 && reasons.length === 0; said++) {
    say({ kind: 'status', height: said, id: new Uint8Array(32) });
  }
  expect(reasons).toEqual(['too_many_messages']);
});
