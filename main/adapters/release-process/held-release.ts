/** One release that this computer has, shares or fetches: its drive, who it is offered to, and how far it is. */
import Hyperdrive from 'hyperdrive';
import type Corestore from 'corestore';
import type { Core, CorePeer } from 'hyperdrive';
import type { HeldView } from '../../../shared/api/release-files-contract.ts';
import { hexToBytes } from '../../../shared/base/bytes.ts';
import { pieceBytes } from '../../../shared/software/limits.ts';
import type { Manifest } from '../../../shared/software/manifest.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { withDiskRoom } from './disk-room.ts';
import { fetchRelease, readManifest } from './fetching.ts';
import type { FetchStage } from './fetching.ts';
import { emptyDrive, ownDrive } from './importing.ts';
import type { Meeting } from './meeting.ts';
import type { PayingHere } from './paying-here.ts';
import type { PayFile } from './pay-file.ts';
import type { FreeBytes } from './places.ts';
import { createRate } from './rate.ts';
import { isUnpaid, keptView } from './shelf-file.ts';
import { createSourceCounts } from './source-counts.ts';
import type { KeptRelease } from './shelf-file.ts';

export interface HeldRelease {
  kept(): KeptRelease;
  view(): HeldView;
  /** Something was paid, perhaps all of it. */
  settle(): void;
  /** Shares and fetches as is now wanted of it; what was under way and is not wanted any more ends. */
  follow(kept: KeptRelease): Promise<void>;
  /** The list of its files; null before it has arrived. */
  manifest(): Promise<Manifest | null>;
  /** Ends all of it; with `isGone`, its pieces go too. */
  close(isGone: boolean): Promise<void>;
}

export interface HeldParts {
  readonly store: Corestore;
  readonly meeting: Meeting;
  readonly clock: Clock;
  readonly log: Log;
  /** It shows differently now. */
  readonly changed: () => void;
  /** What is remembered of it is another now. */
  readonly keep: () => void;
  /** Where the pieces are. */
  readonly folder: string;
  readonly free: FreeBytes;
  readonly pay: PayingHere;
  readonly counts: PayFile['sources'];
}

const fullSentence =
  'The disk is nearly full. It goes on by itself where it was as soon as there is room.';
/** What was never paid for so long is not waited for any more. */
const unpaidMsMost = 7 * 24 * 3_600_000;

export function holdRelease(first: KeptRelease, parts: HeldParts): HeldRelease {
  const { meeting, clock, pay, log } = parts;
  const { community, release } = first;
  const about = { community, release };
  let kept = first;
  let drive: Hyperdrive | null = null;
  let core: Core | null = null;
  let stage: FetchStage = 'finding people';
  let trouble: string | null = null;
  let fetching: { readonly controller: AbortController; readonly done: Promise<void> } | null =
    null;
  let ends: (() => void)[] = [];
  let leave: (() => void) | null = null;
  let pieces = first.state === 'ready' ? first.size.pieces : 0;
  let bytes = first.state === 'ready' ? first.size.bytes : 0;
  let givenBytes = 0;
  const rate = createRate(clock);
  const counted = new Set<number>();
  const sources = createSourceCounts({
    ...{ about, clock, log, file: parts.counts, arrived: pay.paying.arrived },
  });
  const endClaims = pay.onClaim(about, sources.claim);
  // what came before the process ended, and was not paid for then
  if (isUnpaid(first)) sources.found(pieces);

  function open(): Hyperdrive {
    if (drive !== null) return drive;
    const { request } = kept;
    drive =
      request === null
        ? new Hyperdrive(parts.store.namespace(release), hexToBytes(kept.drive))
        : ownDrive(parts.store, request);
    return drive;
  }

  /** Offers the pieces, and counts what comes and goes. */
  function takeCore(opened: Core): void {
    if (core === opened) return;
    core = opened;
    const arrivedHere = (index: number, length: number, peer: CorePeer) => {
      // a slow one may be asked of a second peer as well, and then come twice
      if (index < kept.size.pieces && !counted.has(index)) {
        counted.add(index);
        pieces += 1;
        bytes += length;
        rate.add(length);
        sources.add(meeting.machineOf(community, peer), length);
      }
      pay.passed(length);
      parts.changed();
    };
    const given = (_: number, length: number) => {
      givenBytes += length;
      pay.passed(length);
      parts.changed();
    };
    const wrong = (_: Error, __: unknown, ___: unknown, peer: CorePeer) => {
      meeting.ban(peer, 'a piece that is not of the release');
    };
    core.on('download', arrivedHere);
    core.on('upload', given);
    core.on('verification-error', wrong);
  }

  async function offer(): Promise<void> {
    if (ends.length > 0) return;
    const opened = open();
    const mine: (() => void)[] = [() => undefined];
    ends = mine;
    await opened.ready();
    mine.push(meeting.offer(community, opened.core, null));
    const blobs = await opened.getBlobs();
    takeCore(blobs.core);
    const paid = { release, pieces: kept.size.pieces };
    mine.push(meeting.offer(community, blobs.core, paid));
    // what was called off while the drive was opened
    if (ends !== mine) for (const end of mine) end();
  }

  function withdraw(): void {
    for (const end of ends) end();
    ends = [];
  }

  async function countArrived(from: Core): Promise<void> {
    let found = 0;
    for (let index = 0; index < kept.size.pieces; index++) {
      // what comes meanwhile is counted as it comes
      if ((await from.has(index)) && !counted.has(index)) found += 1;
    }
    pieces = found + counted.size;
    bytes = Math.min(kept.size.bytes, pieces * pieceBytes);
    sources.found(pieces);
  }

  /** Frees what was kept apart once all of it is here and paid. */
  function settle(): void {
    if (!isUnpaid(kept)) return;
    const isPaid =
      sources.uncounted() === 0 &&
      sources.all().every((each) => pay.isPaid(about, each, each.pieces));
    if (!isPaid && clock.now() - kept.addedAtMs < unpaidMsMost) return;
    kept = { ...kept, setAside: [0n, 0n] };
    parts.keep();
    meet();
    parts.changed();
  }

  /** Is there to be found, where somebody may want something of this machine. */
  function meet(): void {
    const isWanted = kept.isShared || kept.state === 'arriving' || isUnpaid(kept);
    if (isWanted) leave ??= meeting.join(community, release);
    else {
      leave?.();
      leave = null;
    }
  }

  function fetch(): void {
    if (fetching !== null) return;
    const controller = new AbortController();
    trouble = null;
    const done = run(controller.signal).finally(() => {
      fetching = null;
      parts.changed();
    });
    fetching = { controller, done };
  }

  async function run(signal: AbortSignal): Promise<void> {
    const attempt = (until: AbortSignal) =>
      fetchRelease({
        ...{ drive: open(), kept, signal: until },
        stage(next) {
          stage = next;
          parts.changed();
        },
        async opened(found) {
          takeCore(found);
          await countArrived(found);
        },
      });
    const fetched = await withDiskRoom(attempt, {
      ...{ kept, signal, clock, store: parts.folder, free: parts.free, here: () => bytes },
      waits(isWaiting) {
        trouble = isWaiting ? fullSentence : null;
        parts.changed();
      },
    });
    if (fetched.ok) {
      kept = { ...kept, state: 'ready' };
      [pieces, bytes] = [kept.size.pieces, kept.size.bytes];
      sources.flush();
      parts.keep();
      settle();
    } else if (fetched.error.name !== 'called_off') {
      trouble = fetched.error.detail;
      log.warn(`A release could not be fetched: ${fetched.error.detail}`);
    }
  }

  async function stopFetching(): Promise<void> {
    fetching?.controller.abort();
    await fetching?.done;
  }

  async function follow(next: KeptRelease): Promise<void> {
    kept = next;
    const isWanted = next.isShared || next.state === 'arriving';
    if (next.state !== 'arriving') await stopFetching();
    meet();
    if (!isWanted) withdraw();
    else {
      // its pieces are known only when somebody has it
      offer().catch(() => undefined);
      if (next.state === 'arriving') fetch();
    }
    settle(); // it may have been paid when this process ended
    parts.changed();
  }

  function view(): HeldView {
    const isArriving = kept.state === 'arriving';
    const givers = sources.all().map(({ member, device, pieces: given, bytes: weight }) => ({
      ...{ member, device, pieces: given, bytes: weight },
      paidPieces: pay.paying.paidTo(about, device),
      trouble: pay.paying.troubleWith(about, device),
    }));
    return {
      ...keptView(kept),
      paidPieces: givers.reduce((sum, each) => sum + each.paidPieces, 0),
      paid: pay.paying.paid(about).quantity,
      sources: givers,
      ...{ trouble, pieces, givenBytes },
      state: isArriving ? (trouble === null ? stage : 'failed') : kept.state,
      arrivedBytes: bytes,
      arrivingRate: isArriving ? rate.perSecond() : 0,
      people: core === null ? 0 : core.peers.length,
    };
  }

  return {
    kept: () => kept,
    view,
    settle,
    follow,
    async manifest() {
      if (kept.state !== 'ready') return null;
      const opened = open();
      await opened.ready();
      return readManifest((await opened.getBlobs()).core, kept);
    },
    async close(isGone) {
      await stopFetching();
      withdraw();
      leave?.();
      endClaims();
      sources.flush();
      if (isGone) parts.counts.forget(about);
      const last = isGone ? open() : drive;
      drive = null;
      core = null;
      if (last !== null) await (isGone ? emptyDrive(last) : last.close());
    },
  };
}
