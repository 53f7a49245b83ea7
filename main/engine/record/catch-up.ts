/**
 * Brings this machine to the height of its neighbours: certificates first, because they prove themselves, then the
 * records of each height, or a snapshot where there are too many heights or the records are no longer anywhere.
 * A snapshot rests on the word of the witnesses alone; records are folded again here.
 */
import { sameBytes } from '../../../shared/base/bytes.ts';
import type { RecordFrameOf } from '../../../shared/peers/record-protocol.ts';
import type { Clock, Cryptography, DeviceKey, Random } from '../ports.ts';
import { verifyNext } from './certified-chain.ts';
import type { Verified } from './certified-chain.ts';
import type { Candidate, Chain } from './chain.ts';
import type { CatchingUp } from './contract.ts';
import type { Neighbour } from './neighbours.ts';
import type { CertifiedValue } from './ports.ts';
import type { Sets } from './sets.ts';
import { downloadSnapshot } from './snapshot-download.ts';

/** Everybody keeps the snapshots of so many heights; whoever has moved on meanwhile is not doubted. */
const snapshotsKept = 2;

function shouldHave(neighbour: Neighbour, height: number): boolean {
  return neighbour.height < height + snapshotsKept;
}

/** Further behind than this, a snapshot is quicker than the records. */
const snapshotBehind = 24;
/** Certificates held in memory on the way to a snapshot: more than ten years of hours. */
const aheadMax = 100_000;
/** Who speaks of a height and does not show its certificate is not asked again for so long. */
const doubtMs = 30_000;
/** For so long, once in a height, it is believed that there is a later one of which nobody shows the certificate. */
const believedMs = 30_000;

export interface CatchUp {
  /** Goes on, if there is anywhere to go and nothing is under way. */
  look(): void;
  heightMoved(): void;
  /** The highest height that a neighbour speaks of and may have. */
  heightSeen(): number;
  /** Whether a later height is proved, or may well be there: nobody should speak as a witness of this one. */
  isBehind(): boolean;
  /**
   * Whether it has not stood beside others since the start: this may be an older copy. Only where this machine
   * certifies alone can nobody know more.
   */
  mayBeOld(): boolean;
  view(): CatchingUp | null;
  stop(): void;
}

export interface CatchUpPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  readonly chain: Chain;
  readonly sets: Sets;
  readonly device: () => DeviceKey;
  readonly neighbours: () => readonly Neighbour[];
  readonly turnAway: (neighbour: Neighbour, reason: string) => void;
  readonly close: (candidate: Candidate, certificate: Uint8Array) => void;
  /** False for a snapshot that is not what the last of these certifies. */
  readonly adopt: (chain: readonly CertifiedValue[], snapshot: Uint8Array) => boolean;
  /** The records of this height make another state here than the witnesses have certified. */
  readonly disagree: (height: number) => void;
  readonly changed: () => void;
}

export function createCatchUp(ports: CatchUpPorts): CatchUp {
  const { clock, random, cryptography, chain, sets, turnAway } = ports;
  const doubted = new WeakMap<Neighbour, number>();
  let ahead: Verified[] = [];
  let cancel: (() => void) | null = null;
  let needsSnapshot = false;
  let shown: CatchingUp | null = null;
  let isOver = false;
  let hasBeenLevel = false;
  /** Since when a later height than this one is spoken of. */
  let claimedSince: number | null = null;

  const isDoubted = (each: Neighbour) =>
    clock.elapsed() - (doubted.get(each) ?? -doubtMs) < doubtMs;
  const lastTip = () => ahead.at(-1)?.tip ?? chain.tip();

  function sources(height: number): readonly Neighbour[] {
    const able = ports.neighbours().filter((each) => each.height >= height && !isDoubted(each));
    const start = (random.bytes(1)[0] ?? 0) % Math.max(1, able.length);
    const turned = [...able.slice(start), ...able.slice(0, start)];
    // Anybody can be a stranger, as often as it likes.
    return [
      ...turned.filter(({ isAnswered }) => isAnswered),
      ...turned.filter(({ isAnswered }) => !isAnswered),
    ];
  }

  /** Whoever says so may lie: without a certificate it is held for true for a while and no longer. */
  function isBehind(): boolean {
    const { height } = chain.tip();
    if (lastTip().height > height) return true;
    if (heightSeen() <= height) return false;
    claimedSince ??= clock.elapsed();
    return clock.elapsed() - claimedSince < believedMs;
  }

  function certifiesAlone(): boolean {
    const { publicKey } = ports.device();
    return chain.tip().committee.every((each) => sameBytes(each, publicKey));
  }

  /** Asked again later; a stranger who shows nothing is let go, so that it takes nobody's place. */
  function doubt(source: Neighbour): void {
    doubted.set(source, clock.elapsed());
    if (!source.isAnswered) source.link.connection.close();
  }

  function heightSeen(): number {
    const heights = sources(0).map(({ height }) => height);
    return Math.max(chain.tip().height, ...heights);
  }

  function look(): void {
    if (isOver || cancel !== null) return;
    const { height } = chain.tip();
    ahead = ahead.filter((each) => each.value.height > height);
    if (ahead[0] !== undefined && ahead[0].value.height !== height + 1) ahead = [];
    if (heightSeen() <= height) {
      hasBeenLevel ||= sources(height).some((each) => each.isAnswered);
      show(null);
      return;
    }
    const isFar = heightSeen() - height > snapshotBehind || needsSnapshot;
    const isComplete = lastTip().height >= heightSeen();
    const [first] = ahead;
    if (isFar && isComplete) fetchSnapshot();
    else if (first !== undefined && !isFar) fetchRecords(first);
    else fetchCertificates();
  }

  function show(next: CatchingUp | null): void {
    if (shown === next) return;
    shown = next;
    ports.changed();
  }

  /** Ends what is under way; what it still brings is for nothing. */
  function settle(): void {
    cancel?.();
    cancel = null;
  }

  function under(way: () => void): () => boolean {
    let isCancelled = false;
    cancel = () => {
      isCancelled = true;
      way();
    };
    return () => isCancelled;
  }

  function fetchCertificates(): void {
    const from = lastTip().height + 1;
    const [source] = sources(from);
    if (source === undefined) return;
    const { height: done } = lastTip();
    show({ what: 'certificates', done, total: heightSeen() });
    const isCancelled = under(() => undefined);
    const isAsked = source.link.ask({ kind: 'askCertificates', from }, (answer) => {
      if (isCancelled()) return;
      settle();
      if (answer?.kind === 'certificates' && answer.from === from) take(answer, source);
      else doubt(source);
      if (answer !== null) look();
    });
    if (!isAsked) settle();
  }

  function take({ page }: RecordFrameOf<'certificates'>, source: Neighbour): void {
    for (const given of page) {
      const verified = verifyNext(lastTip(), given, chain.community, cryptography);
      if (verified === null) {
        turnAway(source, 'false_certificate');
        return;
      }
      if (ahead.length < aheadMax) ahead.push(verified);
    }
    if (page.length === 0) doubt(source);
  }

  function fetchRecords({ value, certified, tip }: Verified): void {
    const { height, setRoot: root, setCount: count } = value;
    const isCancelled = under(() => {
      stopAssembling();
    });
    // Assigned below, and called at the earliest in another turn, or after what is complete here.
    let stopAssembling = () => undefined as void;
    stopAssembling = sets.assemble({
      height,
      root,
      count,
      sources: () => sources(height),
      nowhere() {
        needsSnapshot = true;
        settle();
      },
      progressed(done) {
        show({ what: 'records', done, total: count });
      },
      complete(records) {
        if (isCancelled()) return;
        cancel = null;
        const candidate = chain.evaluate(value.epoch, records);
        if (candidate === null || !sameBytes(candidate.id, tip.id)) {
          isOver = true;
          ports.disagree(height);
        } else ports.close(candidate, certified.certificate);
      },
    });
  }

  function fetchSnapshot(): void {
    const last = ahead.at(-1);
    if (last === undefined) {
      fetchCertificates();
      return;
    }
    const { height, stateRoot: root } = last.value;
    const isCancelled = under(() => {
      stopDownload();
    });
    let stopDownload = () => undefined as void;
    stopDownload = downloadSnapshot({
      ...{ height, root, hash: cryptography.hash, turnAway },
      sources: () => sources(height),
      progressed(done, total) {
        show({ what: 'snapshot', done, total });
      },
      done(snapshot, failed) {
        if (isCancelled()) return;
        cancel = null;
        if (snapshot === null) failed.filter((each) => shouldHave(each, height)).forEach(doubt);
        else takeSnapshot(snapshot);
      },
    });
  }

  function takeSnapshot(snapshot: Uint8Array): void {
    const chainTo = ahead.map(({ certified }) => certified);
    needsSnapshot = false;
    if (!ports.adopt(chainTo, snapshot)) {
      // Every chunk was right, so that the witnesses have certified what is no state.
      isOver = true;
      ports.disagree(chainTo.at(-1)?.height ?? 0);
    }
  }

  return {
    look,
    heightMoved() {
      claimedSince = null;
      settle();
      look();
    },
    heightSeen,
    isBehind,
    mayBeOld: () => !hasBeenLevel && (isBehind() || !certifiesAlone()),
    view: () => shown,
    stop() {
      isOver = true;
      settle();
    },
  };
}
