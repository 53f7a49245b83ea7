/**
 * What a machine keeps of old heights, so that a record that grows for years does not fill its disk.
 *
 * Certificates and values are kept for ever: they are small, and prove everything since the genesis. So is what a
 * report says of whoever keeps it, which people's statements are read from (short-report.ts), and so are the snapshots
 * that the store keeps. The sets of a height, its
 * records and their ids, are kept for `Keep.epochs` at least, by witnesses as by everybody, and beyond that until
 * the file holds more than `Keep.bytes`; those of which it is this machine's turn (shares.ts) until it holds more
 * than `Keep.shareBytes`. They are only ever removed behind a snapshot that is kept: whoever has one computes
 * everything after it again. In a community in which little happens no such snapshot comes about for long, and
 * nothing is removed.
 *
 * Removing goes height by height from the oldest on, each in a transaction of its own, with a rest between them for
 * whatever else the machine does; what a crash interrupts goes on after the next start. Whoever asks for what was
 * removed is answered that it is not here any more, asks somebody else, and takes over a snapshot when nobody has it
 * (catch-up.ts).
 */
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { Clock } from '../ports.ts';
import type { Keep, RecordStore } from './ports.ts';

/**
 * Thirty days of hours, as long as snapshots are kept: long enough for whoever comes back from a holiday to compute
 * for itself what happened. A community of a hundred people writes less than half a megabyte a day, and stays
 * under half a gigabyte for some years; one of ten thousand writes 46 MB a day, keeps the month, and a quarter of
 * what is older for two years.
 */
export const usualKeep: Keep = {
  epochs: 30 * 24,
  bytes: 512 * 1024 * 1024,
  shareBytes: 8 * 1024 ** 3,
};

/** Between two heights that are removed. */
const restMs = 500;
/** Heights that are passed over in one turn: each costs a look at the store and a hash. */
const passedAtOnce = 256;

export interface Pruning {
  /** A height was closed, or the program has begun: perhaps something is old enough now. */
  look(): void;
  stop(): void;
}

export type PruningStore = Pick<
  RecordStore,
  | 'lastHeight'
  | 'epoch'
  | 'oldestSet'
  | 'snapshotHeights'
  | 'prune'
  | 'shortenReport'
  | 'bytesInUse'
>;

export interface PruningPorts {
  readonly clock: Pick<Clock, 'after'>;
  readonly store: PruningStore;
  readonly keep: Keep;
  /** Whether it is this machine's turn to keep this height for good. */
  readonly isShare: (height: number) => boolean;
  /** What stays of a report; null where all of it does. */
  readonly shorten: (report: string) => string | null;
}

export function createPruning(ports: PruningPorts): Pruning {
  const { clock, store, keep, isShare } = ports;
  /** What stands up to here stays; what a growing community makes of that is seen after the next start. */
  let passed = 0;
  let cancel: (() => void) | null = null;

  function step(): void {
    cancel = null;
    const limit = heightToPrune(store, keep);
    const isFull = store.bytesInUse() > keep.shareBytes;
    let height = store.oldestSet(isFull ? 1 : passed + 1);
    for (let turn = 0; height <= limit && turn < passedAtOnce; turn++) {
      const isShortened = shortenReport(height);
      const stays = !isFull && isShare(height);
      if (stays) passed = height;
      else store.prune(height);
      if (isShortened || !stays) break;
      height = store.oldestSet(passed + 1);
    }
    if (height <= limit) look();
  }

  function shortenReport(height: number): boolean {
    const report = store.epoch(height)?.report ?? null;
    const short = report === null ? null : ports.shorten(report);
    if (short !== null) store.shortenReport(height, short);
    return short !== null;
  }

  function look(): void {
    cancel ??= clock.after(restMs, step);
  }

  return {
    look,
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}

/** The height up to which sets may be removed now; 0 where none may. */
function heightToPrune(store: PruningStore, keep: Keep): number {
  if (store.bytesInUse() <= keep.bytes) return 0;
  const last = epochOf(store, store.lastHeight());
  const old = store
    .snapshotHeights()
    .filter((height) => epochOf(store, height) < last - keep.epochs);
  return Math.max(0, ...old);
}

function epochOf(store: PruningStore, height: number): number {
  const kept = store.epoch(height);
  const value = kept === null ? null : epochValueCodec.decode(kept.value);
  return value?.epoch ?? -1;
}
