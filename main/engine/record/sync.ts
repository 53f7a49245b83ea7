/**
 * Records that are not certified, between neighbours at one height: what is new is announced at once, and every
 * few seconds both look by digests whether anything got lost on the way.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { bucketBytes, bucketCount, idsPerPage } from '../../../shared/peers/record-protocol.ts';
import type { RecordFrameOf } from '../../../shared/peers/record-protocol.ts';
import { createPace } from '../peers/pace.ts';
import type { Pace } from '../peers/pace.ts';
import type { Clock } from '../ports.ts';
import type { Fetcher } from './fetch.ts';
import type { Neighbour } from './neighbours.ts';
import type { Pool } from './pool.ts';

/** How long new ids gather before they are announced. */
const gatherMs = 20;
/** Ids told in answer to one digest; the rest comes after the next one. */
const idsPerDigest = 4 * idsPerPage;
/** Whoever was asked for a record and has not sent it by then may be withholding it: the next who has it is asked. */
const withheldAfterMs = 3_000;
/** A digest is small and its answer large: more of them than this are passed over. */
const digestPace = { burst: 3, perSecond: 1 } as const;

export interface Sync {
  announce(records: readonly CheckedRecord[]): void;
  heardHave(neighbour: Neighbour, frame: RecordFrameOf<'have'>): void;
  heardDigest(neighbour: Neighbour, frame: RecordFrameOf<'digest'>): void;
  /** Shows this neighbour what is here, so that it tells what is not. */
  compare(neighbour: Neighbour): void;
  stop(): void;
}

export interface SyncPorts {
  readonly clock: Clock;
  readonly pool: Pool;
  readonly fetcher: Fetcher;
  readonly height: () => number;
  readonly neighbours: () => readonly Neighbour[];
  readonly turnAway: (neighbour: Neighbour, reason: string) => void;
}

interface Asked {
  /** When the last of them was asked. */
  atMs: number;
  readonly of: Set<Neighbour>;
}

interface News {
  readonly id: Uint8Array;
  /** Who said that they have it: they need not be told. */
  readonly from: readonly Neighbour[];
}

export function createSync(ports: SyncPorts): Sync {
  const { clock, pool, fetcher, height, neighbours, turnAway } = ports;
  /** Ids that somebody was asked for, so that two are not asked at once. */
  const underWay = new Map<string, Asked>();
  const paces = new WeakMap<Neighbour, Pace>();
  let news: News[] = [];
  let cancelNews: (() => void) | null = null;

  function paceOf(neighbour: Neighbour): Pace {
    const pace = paces.get(neighbour) ?? createPace(clock, digestPace);
    paces.set(neighbour, pace);
    return pace;
  }

  function tellNews(): void {
    cancelNews = null;
    const told = news;
    news = [];
    for (const neighbour of neighbours()) {
      if (!neighbour.isAnswered) continue;
      const ids = told.flatMap(({ id, from }) => (from.includes(neighbour) ? [] : [id]));
      for (let from = 0; from < ids.length; from += idsPerPage) {
        neighbour.link.tell({ kind: 'have', ids: ids.slice(from, from + idsPerPage) });
      }
    }
  }

  function mayAsk(neighbour: Neighbour, id: Uint8Array): boolean {
    if (pool.isKnown(id, clock.elapsed())) return false;
    const asked = underWay.get(bytesToHex(id));
    if (asked === undefined) return true;
    return !asked.of.has(neighbour) && clock.elapsed() - asked.atMs >= withheldAfterMs;
  }

  function asking(neighbour: Neighbour, key: string): void {
    const asked = underWay.get(key) ?? { atMs: 0, of: new Set() };
    asked.atMs = clock.elapsed();
    asked.of.add(neighbour);
    underWay.set(key, asked);
  }

  function asked(neighbour: Neighbour, key: string): void {
    const of = underWay.get(key)?.of;
    of?.delete(neighbour);
    if (of?.size === 0) underWay.delete(key);
  }

  return {
    announce(records) {
      for (const { id } of records) {
        news.push({ id, from: [...(underWay.get(bytesToHex(id))?.of ?? [])] });
      }
      if (news.length > 0) cancelNews ??= clock.after(gatherMs, tellNews);
    },
    heardHave(neighbour, { ids }) {
      const wanted = ids.filter((id) => mayAsk(neighbour, id));
      if (wanted.length === 0) return;
      const keys = wanted.map(bytesToHex);
      /** Batches whose signatures are being checked: what is in them need not be asked for again. */
      let examined = 0;
      let hasEnded = false;
      const release = () => {
        if (hasEnded && examined === 0) for (const key of keys) asked(neighbour, key);
      };
      const isAsked = fetcher.fetch(neighbour, wanted, {
        wants: (id) => !pool.isKnown(id, clock.elapsed()),
        came(records) {
          examined += 1;
          pool.receive(records, {
            added() {
              examined -= 1;
              release();
            },
            garbage() {
              turnAway(neighbour, 'false_record');
            },
          });
        },
        ended() {
          hasEnded = true;
          release();
        },
      });
      if (isAsked) for (const key of keys) asking(neighbour, key);
    },
    heardDigest(neighbour, frame) {
      if (frame.height !== height() || !paceOf(neighbour).take()) return;
      const own = pool.digest();
      let left = idsPerDigest;
      for (let bucket = 0; bucket < bucketCount && left > 0; bucket++) {
        const start = bucket * bucketBytes;
        if (isSamePart(own, frame.buckets, start, start + bucketBytes)) continue;
        const ids = pool.idsIn(bucket).slice(0, left);
        left -= ids.length;
        for (let from = 0; from < ids.length; from += idsPerPage) {
          neighbour.link.tell({ kind: 'have', ids: ids.slice(from, from + idsPerPage) });
        }
      }
    },
    compare(neighbour) {
      if (!neighbour.isAnswered || neighbour.height !== height()) return;
      neighbour.link.tell({ kind: 'digest', height: height(), buckets: pool.digest() });
    },
    stop() {
      cancelNews?.();
    },
  };
}

function isSamePart(a: Uint8Array, b: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (a[index] !== b[index]) return false;
  return true;
}
