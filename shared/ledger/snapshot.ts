/**
 * A state as bytes: what certificates sign the root of, and what a newcomer begins with. One state has one encoding,
 * and bytes that do not hold a sound state, or are spelled otherwise, are none.
 */
import { assert } from '../base/assert.ts';
import { codecOf, struct } from '../base/struct.ts';
import type { ValueOf } from '../base/struct.ts';
import { sameBytes } from '../base/bytes.ts';
import { sortedEntries } from '../base/sorted.ts';
import type { Obligation } from '../economy/circulation.ts';
import { ledgerFault } from './invariants.ts';
import { marketRows } from './market-rows.ts';
import { marketOf, rowsOfMarket } from './market-snapshot.ts';
import { merkleRoot } from './merkle.ts';
import type { Hash } from './merkle.ts';
import { decodeParameters, encodeParameters } from './parameters-bytes.ts';
import { trailingOf } from './settlement.ts';
import { stateRows } from './snapshot-rows.ts';
import { counterKey, pairKey, pairOf } from './state.ts';
import type { Books, Counted, LedgerState } from './state.ts';
import { workRows } from './work-rows.ts';
import { rowsOfWork, workOf } from './work-snapshot.ts';

type Rows = ValueOf<typeof stateRows>;
type BookRows = Rows['cpu'];

/** A snapshot is hashed and fetched in pieces of so many bytes. */
export const snapshotChunkBytes = 65_536;

const version = 1;
const snapshotRows = struct({ state: stateRows, market: marketRows, work: workRows });
const codec = codecOf(snapshotRows);
const keyLength = 64;

export function encodeState(state: LedgerState): Uint8Array {
  const placeOf = placesOf(sortedEntries(state.members).map(([key]) => key));
  return codec.encode({
    state: rowsOf(state, placeOf),
    market: rowsOfMarket(state.market, placeOf, BigInt(state.parameters.sharesPerIssuer)),
    work: rowsOfWork(state.work),
  });
}

/** Null for whatever is not the encoding of a state that could have come about. Never throws. */
export function decodeState(bytes: Uint8Array): LedgerState | null {
  const rows = rowsIn(bytes);
  if (rows?.state.version !== version) return null;
  const state = stateOf(rows);
  if (state === null || ledgerFault(state) !== null) return null;
  return sameBytes(encodeState(state), bytes) ? state : null;
}

/** The root that certificates carry: over the pieces of the snapshot. */
export function stateRootOf(bytes: Uint8Array, hash: Hash): Uint8Array {
  return merkleRoot(snapshotChunks(bytes), hash);
}

/** The pieces of a snapshot; all but the last are `snapshotChunkBytes` long. */
export function snapshotChunks(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.byteLength / snapshotChunkBytes) }, (_, index) =>
    bytes.subarray(index * snapshotChunkBytes, (index + 1) * snapshotChunkBytes),
  );
}

/** Without the check for a second spelling, which is made once, on the state. */
function rowsIn(bytes: Uint8Array): ValueOf<typeof snapshotRows> | null {
  const state = { start: 0, end: bytes.byteLength, buffer: bytes };
  try {
    const rows = snapshotRows.decode(state);
    return state.start === state.end ? rows : null;
  } catch {
    return null;
  }
}

function rowsOf(state: LedgerState, memberPlaces: Places): Rows {
  const members = sortedEntries(state.members);
  const devices = sortedEntries(state.devices);
  return {
    version,
    community: state.community,
    parameters: encodeParameters(state.parameters),
    height: state.height,
    epochs: state.epoch + 1,
    members: members.map(([key, member]) => ({ key, ...member })),
    devices: devices.map(([key, device]) => ({ key, ...device })),
    ...counterRows(state, placesOf(devices.map(([key]) => key))),
    invitations: sortedEntries(state.invitations).map(([key, expiresEpoch]) => ({
      key,
      expiresEpoch,
    })),
    committee: state.committee,
    upcoming: state.upcoming,
    cpu: bookRows(state.books[0], memberPlaces),
    man: bookRows(state.books[1], memberPlaces),
  };
}

type Places = (key: string) => number;

/** Where each of these keys stands; every key that a state names is in its list. */
function placesOf(keys: readonly string[]): Places {
  const places = new Map(keys.map((key, place) => [key, place]));
  return (key) => {
    const place = places.get(key);
    assert(place !== undefined, 'a state names nobody who is not in it');
    return place;
  };
}

/** What stands in each key from there on. In sorted keys it is often what stood in the one before. */
function partInRuns(from: number): (key: string) => string {
  let last = '';
  return (key) => {
    if (last === '' || !key.startsWith(last, from)) last = key.slice(from, from + keyLength);
    return last;
  };
}

/** Places of what stands there. */
function placesInRuns(placeOf: Places, from: number): (key: string) => number {
  const partOf = partInRuns(from);
  let [last, place] = ['', 0];
  return (key) => {
    const part = partOf(key);
    if (part !== last) [last, place] = [part, placeOf(part)];
    return place;
  };
}

type CounterRow = Rows['counters'][number]['counters'][number];

/** The causes of all counters can only be counted when all have been looked at; what each names is read once. */
function counterRows(
  { counters }: LedgerState,
  devices: Places,
): Pick<Rows, 'causes' | 'counters'> {
  const named: { readonly row: { cause: number }; readonly cause: string }[] = [];
  const causeOf = partInRuns(2 * keyLength);
  const rowsIn = (bucket: ReadonlyMap<string, Counted>): readonly CounterRow[] => {
    const [supplierOf, consumerOf] = [placesInRuns(devices, 0), placesInRuns(devices, keyLength)];
    return sortedEntries(bucket).map(([key, { isFrozen, id, sequence, count, quantity }]) => {
      const row = {
        supplier: supplierOf(key),
        consumer: consumerOf(key),
        cause: 0,
        currency: Number(key.slice(3 * keyLength)),
        id,
        sequence,
        count,
        quantity,
        isFrozen: isFrozen ? ('yes' as const) : ('no' as const),
      };
      named.push({ row, cause: causeOf(key) });
      return row;
    });
  };
  const lists = [...counters]
    .sort(([a], [b]) => a - b)
    .map(([epoch, bucket]) => ({ epoch, counters: rowsIn(bucket) }));
  const causes = [...new Set(named.map(({ cause }) => cause))].sort();
  const placeOf = placesOf(causes);
  for (const { row, cause } of named) row.cause = placeOf(cause);
  return { causes, counters: lists };
}

function bookRows(books: Books, placeOf: Places): BookRows {
  const { supply, members, owed } = books.settled;
  const heldRows = (held: ReadonlyMap<string, bigint>) =>
    sortedEntries(held).map(([member, quantity]) => ({ member: placeOf(member), quantity }));
  const obligationRow = ({ debtor, creditor, quantity }: Obligation) => ({
    debtor: placeOf(debtor),
    creditor: placeOf(creditor),
    quantity,
  });
  return {
    supply,
    accounts: sortedEntries(members).map(([member, { balance, promise }]) => ({
      member: placeOf(member),
      balance,
      promise,
    })),
    owed: owed.map(obligationRow),
    lots: sortedEntries(books.lots).map(([member, lots]) => ({
      member: placeOf(member),
      lots: lots.map((lot) => ({ ...lot, supplier: placeOf(lot.supplier) })),
    })),
    discharged: [...books.discharged]
      .sort(([a], [b]) => a - b)
      .map(([day, pairs]) => {
        const debtorOf = placesInRuns(placeOf, 0);
        const obligations = sortedEntries(pairs).map(([pair, quantity]) => ({
          debtor: debtorOf(pair),
          creditor: placeOf(pairOf(pair).creditor),
          quantity,
        }));
        return { day, obligations };
      }),
    trust: heldRows(books.trust),
    lines: heldRows(books.lines),
  };
}

/**
 * Null where the parameters are none. A place that is in no list reads as nobody, who is no member: such a state
 * is not sound, or is spelled otherwise.
 */
function stateOf({ state: rows, market, work }: ValueOf<typeof snapshotRows>): LedgerState | null {
  const parameters = decodeParameters(rows.parameters);
  if (parameters === null) return null;
  const members = rows.members.map(({ key }) => key);
  return {
    community: rows.community,
    parameters,
    height: rows.height,
    epoch: rows.epochs - 1,
    members: new Map(rows.members.map(({ key, ...member }) => [key, member])),
    devices: new Map(rows.devices.map(({ key, ...device }) => [key, device])),
    counters: new Map(
      rows.counters.map(({ epoch, counters }) => [epoch, bucketOf(counters, rows)]),
    ),
    invitations: new Map(rows.invitations.map(({ key, expiresEpoch }) => [key, expiresEpoch])),
    committee: rows.committee,
    upcoming: rows.upcoming,
    books: [booksOf(rows.cpu, members), booksOf(rows.man, members)],
    market: marketOf(market, rows.members, BigInt(parameters.sharesPerIssuer)),
    work: workOf(work),
  };
}

function bucketOf(
  counters: readonly CounterRow[],
  { devices, causes }: Pick<Rows, 'devices' | 'causes'>,
): ReadonlyMap<string, Counted> {
  return new Map(
    counters.map(({ currency, isFrozen, id, sequence, count, quantity, ...row }) => {
      const key = counterKey({
        supplier: devices[row.supplier]?.key ?? nobody,
        consumer: devices[row.consumer]?.key ?? nobody,
        cause: causes[row.cause] ?? nobody,
        currency,
      });
      return [key, { id, sequence, count, quantity, isFrozen: isFrozen === 'yes' }];
    }),
  );
}

const nobody = '';

function booksOf(rows: BookRows, members: readonly string[]): Books {
  const at = (place: number) => members[place] ?? nobody;
  const held = (each: BookRows['trust']) =>
    new Map(each.map(({ member, quantity }) => [at(member), quantity]));
  const discharged = new Map(
    rows.discharged.map(({ day, obligations }) => [
      day,
      new Map(
        obligations.map(({ debtor, creditor, quantity }) => [
          pairKey(at(debtor), at(creditor)),
          quantity,
        ]),
      ),
    ]),
  );
  return {
    settled: {
      supply: rows.supply,
      members: new Map(
        rows.accounts.map(({ member, balance, promise }) => [at(member), { balance, promise }]),
      ),
      owed: rows.owed.map(({ debtor, creditor, quantity }) => ({
        debtor: at(debtor),
        creditor: at(creditor),
        quantity,
      })),
    },
    lots: new Map(
      rows.lots.map(({ member, lots }) => [
        at(member),
        lots.map((lot) => ({ ...lot, supplier: at(lot.supplier) })),
      ]),
    ),
    discharged,
    trailing: trailingOf(discharged),
    trust: held(rows.trust),
    lines: held(rows.lines),
  };
}
