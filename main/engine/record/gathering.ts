/**
 * Fetches old heights of which it is this machine's turn (shares.ts) and that are not here: it began with a
 * snapshot, or the turn has come to it since. Without it a record would die out with the machines that saw it come
 * about. What comes is checked as everything is: the ids against the root that the witnesses have certified, the
 * records against their ids and signatures.
 *
 * Nobody waits for it. It begins long after the start, goes height by height with a rest between them, stands back
 * while this machine is behind, and passes over what nobody who is connected has until the next round.
 */
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { Clock } from '../ports.ts';
import type { Keep, RecordStore } from './ports.ts';
import type { SetFetch } from './set-fetch.ts';

/** After the start: by then whoever was away has caught up, and knows who is there. */
const firstMs = 10 * 60_000;
/** Between two heights: a year of hours takes half a day. */
const restMs = 5_000;
/** When all were looked at, or nothing can be fetched now. */
const againMs = 60 * 60_000;
/** Heights that are passed over in one turn. */
const passedAtOnce = 256;

export interface Gathering {
  start(): void;
  stop(): void;
}

export interface GatheringPorts {
  readonly clock: Pick<Clock, 'after'>;
  readonly store: Pick<
    RecordStore,
    'lastHeight' | 'epoch' | 'oldestSet' | 'restore' | 'bytesInUse'
  >;
  readonly keep: Keep;
  readonly isShare: (height: number) => boolean;
  readonly fetchSet: SetFetch;
  /** Whether there is somebody to ask, and nothing more urgent to do. */
  readonly isFree: () => boolean;
}

export function createGathering(ports: GatheringPorts): Gathering {
  const { clock, store, keep, isShare } = ports;
  let next = 1;
  let cancel: (() => void) | null = null;
  let isOver = false;

  function wait(ms: number): void {
    if (!isOver) cancel = clock.after(ms, look);
  }

  function look(): void {
    // The last height is left out: nobody should be asked for what is only just everywhere.
    const last = store.lastHeight() - 1;
    if (next > last) next = 1;
    if (!ports.isFree() || store.bytesInUse() > keep.shareBytes) {
      wait(againMs);
      return;
    }
    const end = Math.min(last, next + passedAtOnce - 1);
    while (next <= end && !isWanted(next)) next += 1;
    if (next <= end) fetch(next);
    else wait(next > last ? againMs : restMs);
  }

  function isWanted(height: number): boolean {
    return store.oldestSet(height) !== height && isShare(height);
  }

  function fetch(height: number): void {
    next = height + 1;
    const kept = store.epoch(height);
    const value = kept === null ? null : epochValueCodec.decode(kept.value);
    if (value === null) {
      wait(restMs);
      return;
    }
    ports.fetchSet(value, (records) => {
      if (isOver) return;
      if (records !== null && isWanted(height)) store.restore(height, records);
      wait(restMs);
    });
  }

  return {
    start() {
      wait(firstMs);
    },
    stop() {
      isOver = true;
      cancel?.();
    },
  };
}
