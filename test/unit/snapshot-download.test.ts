/** A snapshot comes from many at once, and whoever gives a false piece of it is named, and nobody else. */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { OnAnswer } from '../../main/engine/record/link.ts';
import type { Neighbour } from '../../main/engine/record/neighbours.ts';
import { downloadSnapshot } from '../../main/engine/record/snapshot-download.ts';
import { leafHash, rootOfLeafHashes } from '../../shared/ledger/merkle.ts';
import { snapshotChunkBytes, snapshotChunks, stateRootOf } from '../../shared/ledger/snapshot.ts';
import { questionsMax } from '../../shared/peers/record-protocol.ts';
import type { QuestionFrame } from '../../shared/peers/record-protocol.ts';
import { madeBytes } from '../support/made-receipts.ts';

const { hash } = cryptography;
const height = 7;
const snapshot = madeBytes(9 * snapshotChunkBytes + 500, 'snapshot');
const chunks = snapshotChunks(snapshot);
const leaves = chunks.map((each) => leafHash(each, hash));
const root = stateRootOf(snapshot, hash);

type Reply = (question: QuestionFrame) => Parameters<OnAnswer>[0];

const honest: Reply = (question) => {
  if (question.kind === 'askSnapshot') return { kind: 'snapshot', height, hashes: leaves };
  const index = question.kind === 'askChunk' ? question.index : 0;
  const bytes = chunks[index];
  return bytes === undefined ? null : { kind: 'chunk', height, index, count: chunks.length, bytes };
};

const liesFrom =
  (index: number): Reply =>
  (question) => {
    const told = honest(question);
    if (told?.kind !== 'chunk' || told.index < index) return told;
    return { ...told, bytes: madeBytes(500, 'a lie') };
  };

/** The same root with the last two leaves as one: nothing hashes to that one. */
const showsNodes: Reply = (question) => {
  if (question.kind !== 'askSnapshot') return honest(question);
  const [first = root, second = root] = leaves.slice(-2);
  const node = hash(new Uint8Array([1]), first, second);
  return { kind: 'snapshot', height, hashes: [...leaves.slice(0, -2), node] };
};

const hasNothing: Reply = () => null;
const showsAnother: Reply = (question) =>
  question.kind === 'askSnapshot' ? { kind: 'snapshot', height, hashes: [root, root] } : null;

/** Neighbours that answer one question a turn, in the order in which all were asked. */
function download(replies: readonly Reply[], leaves_ = new Map<number, number>()) {
  const waiting: (() => void)[] = [];
  const asked = replies.map(() => 0);
  const gone = new Set<Neighbour>();
  const blamed: number[] = [];
  const outcome: { bytes: Uint8Array | null; failed: readonly number[] }[] = [];
  const neighbours = replies.map((reply, who) => {
    let open = 0;
    const link = {
      canAsk: () => open < questionsMax,
      ask(question: QuestionFrame, onAnswer: OnAnswer) {
        open += 1;
        asked[who] = (asked[who] ?? 0) + 1;
        if (asked[who] === leaves_.get(who)) gone.add(neighbour);
        waiting.push(() => {
          open -= 1;
          onAnswer(gone.has(neighbour) ? null : reply(question));
        });
        return true;
      },
    };
    const neighbour = { link } as unknown as Neighbour;
    return neighbour;
  });
  downloadSnapshot({
    ...{ height, root, hash },
    sources: () => neighbours.filter((each) => !gone.has(each)),
    turnAway(neighbour) {
      gone.add(neighbour);
      blamed.push(neighbours.indexOf(neighbour));
    },
    progressed: () => undefined,
    done(bytes, failed) {
      outcome.push({ bytes, failed: failed.map((each) => neighbours.indexOf(each)) });
    },
  });
  for (let turn = 0; turn < 1_000; turn++) waiting.shift()?.();
  expect(outcome).toHaveLength(1);
  return { asked, blamed, bytes: outcome[0]?.bytes ?? null, failed: outcome[0]?.failed ?? [] };
}

test('several neighbours send parts of one snapshot, each part once', () => {
  const { asked, blamed, bytes } = download([honest, honest, honest]);
  expect(bytes).toEqual(snapshot);
  expect(blamed).toEqual([]);
  expect(asked.reduce((sum, each) => sum + each)).toBe(3 + chunks.length);
  for (const each of asked) expect(each).toBeGreaterThan(2);
});

test.each([
  ['sends false chunks', liesFrom(0)],
  ['sends one false chunk, late', liesFrom(chunks.length - 1)],
  ['shows hashes that make another root', showsAnother],
  ['shows inner nodes of the tree for leaves', showsNodes],
])('whoever %s is blamed, and the others make up for it', (_, lie) => {
  for (const order of [
    [lie, honest, honest],
    [honest, lie, honest],
  ]) {
    const { blamed, bytes } = download(order);
    expect(bytes).toEqual(snapshot);
    expect(blamed.filter((each) => order[each] === honest)).toEqual([]);
  }
  const alone = download([lie]);
  expect(alone).toMatchObject({ bytes: null, blamed: [0] });
});

test('whoever leaves in the middle is made up for, and nobody is blamed', () => {
  const { blamed, bytes } = download([honest, honest], new Map([[0, 4]]));
  expect(bytes).toEqual(snapshot);
  expect(blamed).toEqual([]);
});

test('when nobody has it that is found out, and who was asked in vain is named', () => {
  expect(download([hasNothing, hasNothing])).toMatchObject({ bytes: null, failed: [0, 1] });
  expect(download([])).toMatchObject({ bytes: null, failed: [] });
  const { bytes, failed } = download([hasNothing, honest]);
  expect([bytes !== null, failed]).toEqual([true, [0]]);
});

test('the root over hashes of leaves is the root over the leaves', () => {
  expect(rootOfLeafHashes(leaves, hash)).toEqual(root);
});
