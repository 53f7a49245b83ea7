/**
 * One snapshot from several neighbours at once. Each first shows the hashes of its chunks, which must make the root
 * that is certified; what it then sends must hash to what it has shown. So a false chunk is found when it comes, and
 * it is known who gave it; whatever was right stays, whoever leaves meanwhile.
 *
 * Other hashes than those of the chunks can make the same root (those of the tree's inner nodes), so that nobody is
 * measured by what another has shown: who shows them can send nothing that hashes to them.
 */
import { bytesToHex, concatBytes, sameBytes } from '../../../shared/base/bytes.ts';
import { leafHash, rootOfLeafHashes } from '../../../shared/ledger/merkle.ts';
import type { Hash } from '../../../shared/ledger/merkle.ts';
import type { Neighbour } from './neighbours.ts';

/** Neighbours that are asked at the same time. */
const giversMax = 8;

export interface WantedSnapshot {
  readonly height: number;
  /** Of the certified state. */
  readonly root: Uint8Array;
  readonly hash: Hash;
  /** Whom to ask, the likeliest first. Asked for again whenever something has come. */
  sources(): readonly Neighbour[];
  turnAway(neighbour: Neighbour, reason: string): void;
  progressed(done: number, total: number): void;
  /** Null where nobody has it (any more); then with those that said nothing to the purpose. */
  done(snapshot: Uint8Array | null, failed: readonly Neighbour[]): void;
}

interface Giver {
  /** Hexadecimal, by index; null until they were shown. */
  hashes: readonly string[] | null;
  /** Questions that it has not answered. */
  open: number;
  /** Answers no more, or not with what is wanted. */
  isSpent: boolean;
}

/** The answer ends it without another word. */
export function downloadSnapshot(wanted: WantedSnapshot): () => void {
  const { height, root, hash } = wanted;
  const givers = new Map<Neighbour, Giver>();
  const had = new Map<string, Uint8Array>();
  const underWay = new Set<string>();
  let isOver = false;

  /** Asks whoever can be asked for what is not under way; finds out when there is no more to be had. */
  function pump(): void {
    for (const source of wanted.sources()) {
      const active = [...givers.values()].filter(({ isSpent }) => !isSpent).length;
      if (active < giversMax && !givers.has(source)) askHashes(source);
    }
    for (const [source, giver] of givers) askChunks(source, giver);
    const isIdle = [...givers.values()].every(({ open }) => open === 0);
    if (isIdle) finish(null);
  }

  function askHashes(source: Neighbour): void {
    const giver: Giver = { hashes: null, open: 1, isSpent: false };
    givers.set(source, giver);
    const isAsked = source.link.ask({ kind: 'askSnapshot', height }, (answer) => {
      giver.open -= 1;
      if (isOver) return;
      if (answer?.kind !== 'snapshot') giver.isSpent = true;
      else if (answer.height === height && sameBytes(rootOfLeafHashes(answer.hashes, hash), root)) {
        giver.hashes = answer.hashes.map(bytesToHex);
        finishWith(giver.hashes);
      } else blame(source, giver);
      pumpOn();
    });
    if (!isAsked) [giver.open, giver.isSpent] = [0, true];
  }

  function askChunks(source: Neighbour, giver: Giver): void {
    while (!isOver && !giver.isSpent && source.link.canAsk('askChunk')) {
      const index = (giver.hashes ?? []).findIndex((each) => !had.has(each) && !underWay.has(each));
      const expected = giver.hashes?.[index];
      if (expected === undefined) return;
      underWay.add(expected);
      giver.open += 1;
      source.link.ask({ kind: 'askChunk', height, index }, (answer) => {
        underWay.delete(expected);
        giver.open -= 1;
        if (isOver) return;
        const bytes = answer?.kind === 'chunk' ? answer.bytes : null;
        if (bytes === null) giver.isSpent = true;
        else if (bytesToHex(leafHash(bytes, hash)) === expected) took(expected, bytes, giver);
        else blame(source, giver);
        pumpOn();
      });
    }
  }

  function pumpOn(): void {
    if (!isOver) pump();
  }

  function took(key: string, bytes: Uint8Array, { hashes }: Giver): void {
    had.set(key, bytes);
    wanted.progressed(had.size, hashes?.length ?? had.size);
    finishWith(hashes ?? []);
  }

  function finishWith(hashes: readonly string[]): void {
    if (hashes.length > had.size && new Set(hashes).size > had.size) return;
    const chunks = hashes.flatMap((each) => had.get(each) ?? []);
    if (chunks.length === hashes.length) finish(concatBytes(...chunks));
  }

  function blame(source: Neighbour, giver: Giver): void {
    giver.isSpent = true;
    wanted.turnAway(source, 'false_snapshot');
  }

  function finish(snapshot: Uint8Array | null): void {
    if (isOver) return;
    isOver = true;
    const failed = [...givers].flatMap(([source, { isSpent }]) => (isSpent ? source : []));
    wanted.done(snapshot, failed);
  }

  pump();
  return () => {
    isOver = true;
  };
}
