/** What witnesses say is passed on by everybody, and neither an echo nor a liar keeps everybody talking. */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { Neighbour } from '../../main/engine/record/neighbours.ts';
import { createVotes } from '../../main/engine/record/votes.ts';
import type { Votes } from '../../main/engine/record/votes.ts';
import { encodeMessage, messageHash } from '../../shared/consensus/messages.ts';
import type { Message } from '../../shared/consensus/messages.ts';
import type { RecordFrame } from '../../shared/peers/record-protocol.ts';
import { cheapCommittee } from '../support/consensus-keys.ts';
import { createSteppedTime } from '../support/record-world/time.ts';
import type { SteppedTime } from '../support/record-world/time.ts';

const committee = cheapCommittee(4);
const community = new Uint8Array(32).fill(7);
const tip = { height: 0, epoch: -1, id: community, committee: committee.keys };

function voteOf(witness: number, round: number, word: number): Message {
  const id = new Uint8Array(32).fill(word);
  const body = { kind: 'prevote', height: 1, round, witness, id } as const;
  const signature = committee
    .signerOf(witness)
    .sign(messageHash(body, community, cryptography.hash));
  return { ...body, signature };
}

interface Station {
  readonly votes: Votes;
  readonly heard: Message[];
  readonly neighbours: Neighbour[];
}

function station(time: SteppedTime): Station {
  const heard: Message[] = [];
  const neighbours: Neighbour[] = [];
  const votes = createVotes({
    clock: { now: time.now, elapsed: time.now, after: time.after, every: () => () => undefined },
    cryptography: { hash: cryptography.hash, verify: committee.checks.verify },
    community,
    tip: () => tip,
    neighbours: () => neighbours,
    turnAway(_neighbour, reason) {
      throw new Error(reason);
    },
    came: (message) => heard.push(message),
  });
  return { votes, heard, neighbours };
}

/** A neighbour to whom things are told; what is told goes where `hear` brings it. */
function ear(hear: (message: Uint8Array) => void): Neighbour {
  const tell = (frame: RecordFrame) => {
    if (frame.kind === 'vote') hear(frame.message);
    return true;
  };
  return { isAnswered: true, height: 0, link: { tell } } as unknown as Neighbour;
}

/** Connected both ways, each with the next one; the answer counts what goes over these lines. */
function ring(time: SteppedTime, delaysMs: readonly number[]) {
  const stations = delaysMs.map(() => station(time));
  let frames = 0;
  const connect = (a: Station, b: Station, delayMs: number) => {
    const carry = (to: Station, by: () => Neighbour) => (message: Uint8Array) => {
      frames += 1;
      time.after(delayMs, () => {
        to.votes.heard(by(), message);
      });
    };
    const toB: Neighbour = ear(carry(b, () => toA));
    const toA: Neighbour = ear(carry(a, () => toB));
    a.neighbours.push(toB);
    b.neighbours.push(toA);
  };
  stations.forEach((each, index) => {
    const next = stations[(index + 1) % stations.length];
    if (next !== undefined) connect(each, next, delaysMs[index] ?? 0);
  });
  return { stations, frames: () => frames };
}

test('what is said once dies away, though it comes back over a slow line as if it were said again', () => {
  const time = createSteppedTime();
  const { stations, frames } = ring(time, [50, 3_500, 1_000]);
  stations[0]?.votes.say(voteOf(0, 0, 1));
  time.run(120_000);
  expect(stations.map(({ heard }) => heard.length)).toEqual([0, 1, 1]);
  const early = frames();
  time.run(3_600_000);
  expect(frames()).toBe(early);
});

test('what is said again later is passed on again', () => {
  const time = createSteppedTime();
  const { votes, neighbours } = station(time);
  let told = 0;
  neighbours.push(ear(() => (told += 1)));
  const from = ear(() => undefined);
  const bytes = encodeMessage(voteOf(1, 0, 1));
  votes.heard(from, bytes);
  votes.heard(from, bytes);
  expect(told).toBe(1);
  time.run(3_000);
  votes.heard(from, bytes);
  expect(told).toBe(2);
  // However often it was passed on, it still is once a minute.
  for (let minute = 0; minute < 20; minute++) {
    time.run(60_000);
    votes.heard(from, bytes);
  }
  expect(told).toBe(22);
});

test('of one witness no more is passed on than neighbours may be told', () => {
  const time = createSteppedTime();
  const { votes, heard, neighbours } = station(time);
  const told = new Map<number, number>();
  neighbours.push(
    ear((bytes) => {
      const witness = [1, 2].find((each) => bytes[10] === each) ?? 0;
      told.set(witness, (told.get(witness) ?? 0) + 1);
    }),
  );
  const from = ear(() => undefined);
  for (let round = 0; round < 2_000; round++) votes.heard(from, encodeMessage(voteOf(1, round, 1)));
  votes.heard(from, encodeMessage(voteOf(2, 0, 1)));
  expect(told.get(1)).toBe(512);
  expect(told.get(2)).toBe(1);
  // The machine here hears all of it.
  expect(heard).toHaveLength(2_001);
  expect(votes.kept()).toHaveLength(257);
});

test('whoever asks for all of it over and over is told it once a second', () => {
  const time = createSteppedTime();
  const { votes } = station(time);
  let told = 0;
  const asking = ear(() => (told += 1));
  const from = ear(() => undefined);
  for (let round = 0; round < 5; round++) votes.heard(from, encodeMessage(voteOf(1, round, 1)));
  for (let often = 0; often < 100; often++) votes.tell(asking);
  expect(told).toBe(8 * 5);
  time.run(10_000);
  for (let often = 0; often < 100; often++) votes.tell(asking);
  expect(told).toBe(16 * 5);
});

test('what counts is heard though a liar has said much else in its place before', () => {
  const time = createSteppedTime();
  const { votes, heard, neighbours } = station(time);
  const told: Uint8Array[] = [];
  neighbours.push(ear((bytes) => told.push(bytes)));
  const from = ear(() => undefined);
  for (let word = 1; word <= 9; word++) votes.heard(from, encodeMessage(voteOf(1, 0, word)));
  const last = encodeMessage(voteOf(1, 0, 9));
  expect(heard).toHaveLength(9);
  expect(told.at(-1)).toEqual(last);
  expect(votes.kept().map(encodeMessage)).toContainEqual(last);
  expect(votes.kept()).toHaveLength(4);
});
