/**
 * Puts together the set of records that a value names: the ids from whoever has them, checked by their root, and
 * then the records that are not here. What a proposal names is kept in memory only, until it is certified.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { idsRoot } from '../../../shared/ledger/merkle.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { idsPerPage } from '../../../shared/peers/record-protocol.ts';
import type { RecordFrameOf } from '../../../shared/peers/record-protocol.ts';
import type { Clock, Cryptography } from '../ports.ts';
import type { Fetcher } from './fetch.ts';
import type { Neighbour } from './neighbours.ts';
import { compareBytes } from './order.ts';
import type { Pool } from './pool.ts';
import type { RecordStore } from './ports.ts';
import type { Reader } from './reader.ts';

/** Records of one height: the list of ids and the fold of so many are still quick. */
export const setCountMax = 100_000;
const againAfterMs = 2_000;

export interface WantedSet {
  readonly height: number;
  readonly root: Uint8Array;
  readonly count: number;
  /** Whom to ask, the likeliest first. Asked for again at each round. */
  sources(): readonly Neighbour[];
  /** Ascending by id. */
  complete(records: readonly CheckedRecord[]): void;
  /** Everybody who was asked has not got it; it will be asked for again. */
  nowhere?(): void;
  progressed?(done: number): void;
}

export interface Sets {
  /** The answer ends it. */
  assemble(wanted: WantedSet): () => void;
  /** The ids of a set of the height that is being agreed on. */
  idsOf(root: Uint8Array): readonly Uint8Array[] | null;
  /** Whether a set is being put together here. */
  isSought(root: Uint8Array): boolean;
  /** A set that others may be asked about: an own proposal. */
  know(ids: readonly Uint8Array[], root: Uint8Array): void;
  /** Another height is being agreed on. */
  forget(): void;
}

export interface SetsPorts {
  readonly clock: Clock;
  readonly hash: Cryptography['hash'];
  readonly store: RecordStore;
  readonly pool: Pool;
  readonly reader: Reader;
  readonly fetcher: Fetcher;
  readonly turnAway: (neighbour: Neighbour, reason: string) => void;
}

/** Sets known by their roots; each witness may propose a few in a height. */
const knownMax = 64;

export function createSets(ports: SetsPorts): Sets {
  const known = new Map<string, readonly Uint8Array[]>();
  const sought = new Map<string, number>();
  const know: Sets['know'] = (ids, root) => {
    // What is proposed again is the latest again.
    known.delete(bytesToHex(root));
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= knownMax) known.delete(oldest);
    known.set(bytesToHex(root), ids);
  };
  const seek = (root: string, by: 1 | -1) => {
    const count = (sought.get(root) ?? 0) + by;
    if (count === 0) sought.delete(root);
    else sought.set(root, count);
  };
  const idsOf: Sets['idsOf'] = (root) => known.get(bytesToHex(root)) ?? null;
  return {
    assemble(wanted) {
      const root = bytesToHex(wanted.root);
      seek(root, 1);
      return assemble(ports, wanted, {
        ...{ know, idsOf },
        over() {
          seek(root, -1);
        },
      });
    },
    idsOf,
    isSought: (root) => sought.has(bytesToHex(root)),
    know,
    forget() {
      known.clear();
    },
  };
}

function assemble(
  ports: SetsPorts,
  wanted: WantedSet,
  known: Pick<Sets, 'know' | 'idsOf'> & { readonly over: () => void },
): () => void {
  const { clock, store, pool, reader, fetcher, turnAway } = ports;
  const { root, count } = wanted;
  const found = new Map<string, CheckedRecord>();
  /** All ids of the set by their text, ascending; null until they are known. */
  let needed = neededOf(count === 0 ? [] : listOf(known.idsOf(root), count));
  let tried = new Set<Neighbour>();
  /** Batches whose signatures are being checked, which takes threads a while; and whether nothing more comes. */
  let examined = 0;
  let hasEnded = false;
  let isOver = false;
  let cancelWait = () => undefined as void;

  function next(): void {
    if (isOver) return;
    if (needed === null) listFromNext();
    else recordsFromNext(needed);
  }

  function nextSource(): Neighbour | null {
    const source = wanted.sources().find((each) => !tried.has(each));
    if (source !== undefined) {
      tried.add(source);
      return source;
    }
    tried = new Set();
    cancelWait = clock.after(againAfterMs, next);
    wanted.nowhere?.();
    return null;
  }

  function listFromNext(): void {
    const source = nextSource();
    if (source !== null) {
      collectIds(ports, wanted, source, (listed) => {
        if (isOver) return;
        if (listed !== null) {
          needed = neededOf(listed);
          known.know(listed, root);
          tried = new Set();
        }
        next();
      });
    }
  }

  function recordsFromNext(all: Needed): void {
    const missing = missingAfterLooking(all);
    if (missing.length === 0) {
      complete(all);
      return;
    }
    const source = nextSource();
    if (source === null) return;
    hasEnded = false;
    const isAsked = fetcher.fetch(source, missing, {
      wants: (id) => !isOver && !found.has(bytesToHex(id)),
      came: (records) => {
        took(records, source);
      },
      ended() {
        hasEnded = true;
        goOnWhenExamined();
      },
    });
    if (!isAsked) cancelWait = clock.after(againAfterMs, next);
  }

  /** Takes what is here meanwhile, and says what is not. */
  function missingAfterLooking(all: Needed): readonly Uint8Array[] {
    const missing: Uint8Array[] = [];
    for (const [hex, id] of all) {
      if (found.has(hex)) continue;
      const here = pool.get(hex) ?? readStored(id);
      if (here === null) missing.push(id);
      else found.set(hex, here);
    }
    return missing;
  }

  function readStored(id: Uint8Array): CheckedRecord | null {
    const bytes = store.bytesOf(id);
    return bytes === null ? null : reader.decode(bytes);
  }

  /** What is still under examination must not be taken for missing. */
  function goOnWhenExamined(): void {
    if (hasEnded && examined === 0) cancelWait = clock.after(0, next);
  }

  function took(records: readonly Uint8Array[], source: Neighbour): void {
    examined += 1;
    reader.checkAll(records, (checked) => {
      examined -= 1;
      if (checked.length < records.length) turnAway(source, 'false_record');
      for (const record of checked) {
        const hex = bytesToHex(record.id);
        if (needed?.has(hex) === true) found.set(hex, record);
      }
      if (isOver) return;
      wanted.progressed?.(found.size);
      if (needed !== null && found.size === count) complete(needed);
      else goOnWhenExamined();
    });
  }

  function complete(all: Needed): void {
    const records = [...all.keys()].flatMap((hex) => found.get(hex) ?? []);
    if (isOver || records.length !== count) return;
    stop();
    wanted.complete(records);
  }

  function stop(): void {
    if (!isOver) known.over();
    isOver = true;
    cancelWait();
  }

  next();
  return stop;
}

type Needed = ReadonlyMap<string, Uint8Array>;

function neededOf(ids: readonly Uint8Array[] | null): Needed | null {
  return ids === null ? null : new Map(ids.map((id) => [bytesToHex(id), id]));
}

/** A list that is known by its root is not the one of a value that says another count. */
function listOf(ids: readonly Uint8Array[] | null, count: number): readonly Uint8Array[] | null {
  return ids?.length === count ? ids : null;
}

/** The whole list from one neighbour; null where it has none, or a false one. */
function collectIds(
  { hash, turnAway }: SetsPorts,
  { height, root, count }: WantedSet,
  source: Neighbour,
  done: (ids: readonly Uint8Array[] | null) => void,
): void {
  const ids: Uint8Array[] = [];

  function ask(): void {
    const question = { kind: 'askSet', height, root, count, offset: ids.length } as const;
    const isAsked = source.link.ask(question, (answer) => {
      if (answer?.kind === 'set') took(answer);
      else done(null);
    });
    if (!isAsked) done(null);
  }

  function took(page: RecordFrameOf<'set'>): void {
    const isNext = sameBytes(page.root, root) && page.offset === ids.length;
    const isRight = isNext && page.ids.length === Math.min(idsPerPage, count - ids.length);
    if (isRight) for (const id of page.ids) ids.push(id);
    if (!isRight) accuse();
    else if (ids.length < count) ask();
    else if (isAscending(ids) && sameBytes(idsRoot(ids, hash), root)) done(ids);
    else accuse();
  }

  function accuse(): void {
    turnAway(source, 'false_set');
    done(null);
  }

  ask();
}

function isAscending(ids: readonly Uint8Array[]): boolean {
  return ids.every((id, index) => {
    const before = ids[index - 1];
    return before === undefined || compareBytes(before, id) < 0;
  });
}
