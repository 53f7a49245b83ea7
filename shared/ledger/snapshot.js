/**
 * A state as bytes: what certificates sign the root of, and what a newcomer begins with. One state has one encoding,
 * and bytes that do not hold a sound state, or are spelled otherwise, are none.
 */
import { assert } from "../base/assert.js";
import { codecOf } from "../base/struct.js";
import { sameBytes } from "../base/bytes.js";
import { sortedEntries } from "../economy/circulation.js";
import { ledgerFault } from "./invariants.js";
import { merkleRoot } from "./merkle.js";
import { decodeParameters, encodeParameters } from "./parameters-bytes.js";
import { trailingOf } from "./settlement.js";
import { stateRows } from "./snapshot-rows.js";
import { counterKey, pairKey, pairOf } from "./state.js";
/** A snapshot is hashed and fetched in pieces of so many bytes. */
export const snapshotChunkBytes = 65_536;
const version = 1;
const codec = codecOf(stateRows);
const keyLength = 64;
export function encodeState(state) {
    return codec.encode(rowsOf(state));
}
/** Null for whatever is not the encoding of a state that could have come about. Never throws. */
export function decodeState(bytes) {
    const rows = rowsIn(bytes);
    if (rows?.version !== version)
        return null;
    const state = stateOf(rows);
    if (state === null || ledgerFault(state) !== null)
        return null;
    return sameBytes(encodeState(state), bytes) ? state : null;
}
/** The root that certificates carry: over the pieces of the snapshot. */
export function stateRootOf(bytes, hash) {
    return merkleRoot(snapshotChunks(bytes), hash);
}
/** The pieces of a snapshot; all but the last are `snapshotChunkBytes` long. */
export function snapshotChunks(bytes) {
    return Array.from({ length: Math.ceil(bytes.byteLength / snapshotChunkBytes) }, (_, index) => bytes.subarray(index * snapshotChunkBytes, (index + 1) * snapshotChunkBytes));
}
/** Without the check for a second spelling, which is made once, on the state. */
function rowsIn(bytes) {
    const state = { start: 0, end: bytes.byteLength, buffer: bytes };
    try {
        const rows = stateRows.decode(state);
        return state.start === state.end ? rows : null;
    }
    catch {
        return null;
    }
}
function rowsOf(state) {
    const devices = sortedEntries(state.devices);
    const places = new Map(devices.map(([key], place) => [key, place]));
    return {
        version,
        community: state.community,
        parameters: encodeParameters(state.parameters),
        height: state.height,
        epochs: state.epoch + 1,
        members: sortedEntries(state.members).map(([key, member]) => ({ key, ...member })),
        devices: devices.map(([key, device]) => ({ key, ...device })),
        counters: [...state.counters]
            .sort(([a], [b]) => a - b)
            .map(([epoch, bucket]) => ({ epoch, counters: counterRows(bucket, places) })),
        invitations: sortedEntries(state.invitations).map(([key, expiresEpoch]) => ({
            key,
            expiresEpoch,
        })),
        committee: state.committee,
        upcoming: state.upcoming,
        cpu: bookRows(state.books[0]),
        man: bookRows(state.books[1]),
    };
}
function counterRows(bucket, places) {
    return sortedEntries(bucket).map(([key, { isFrozen, ...counted }]) => {
        const supplier = places.get(key.slice(0, keyLength));
        const consumer = places.get(key.slice(keyLength, 2 * keyLength));
        assert(supplier !== undefined && consumer !== undefined, 'counters are of known machines');
        return {
            ...counted,
            supplier,
            consumer,
            cause: key.slice(2 * keyLength, 3 * keyLength),
            currency: Number(key.slice(3 * keyLength)),
            isFrozen: isFrozen ? 'yes' : 'no',
        };
    });
}
function bookRows(books) {
    const { supply, members, owed } = books.settled;
    return {
        supply,
        accounts: sortedEntries(members).map(([member, account]) => ({ member, ...account })),
        owed,
        lots: sortedEntries(books.lots).map(([member, lots]) => ({ member, lots })),
        discharged: [...books.discharged]
            .sort(([a], [b]) => a - b)
            .map(([day, pairs]) => ({
            day,
            obligations: sortedEntries(pairs).map(([pair, quantity]) => ({
                ...pairOf(pair),
                quantity,
            })),
        })),
        trust: heldRows(books.trust),
        lines: heldRows(books.lines),
    };
}
function heldRows(held) {
    return sortedEntries(held).map(([member, quantity]) => ({ member, quantity }));
}
/** Null where the parameters are none, or a counter names a machine that is not there. */
function stateOf(rows) {
    const parameters = decodeParameters(rows.parameters);
    if (parameters === null)
        return null;
    const counters = new Map();
    for (const each of rows.counters) {
        const bucket = bucketOf(each.counters, rows.devices);
        if (bucket === null)
            return null;
        counters.set(each.epoch, bucket);
    }
    return {
        community: rows.community,
        parameters,
        height: rows.height,
        epoch: rows.epochs - 1,
        members: new Map(rows.members.map(({ key, ...member }) => [key, member])),
        devices: new Map(rows.devices.map(({ key, ...device }) => [key, device])),
        counters,
        invitations: new Map(rows.invitations.map(({ key, expiresEpoch }) => [key, expiresEpoch])),
        committee: rows.committee,
        upcoming: rows.upcoming,
        books: [booksOf(rows.cpu), booksOf(rows.man)],
    };
}
function bucketOf(counters, devices) {
    const bucket = new Map();
    for (const { cause, currency, isFrozen, ...row } of counters) {
        const [supplier, consumer] = [devices[row.supplier]?.key, devices[row.consumer]?.key];
        if (supplier === undefined || consumer === undefined)
            return null;
        const { id, sequence, count, quantity } = row;
        const counted = { id, sequence, count, quantity, isFrozen: isFrozen === 'yes' };
        bucket.set(counterKey({ supplier, consumer, cause, currency }), counted);
    }
    return bucket;
}
function booksOf(rows) {
    const discharged = new Map(rows.discharged.map(({ day, obligations }) => [
        day,
        new Map(obligations.map(({ debtor, creditor, quantity }) => [pairKey(debtor, creditor), quantity])),
    ]));
    const held = (each) => new Map(each.map(({ member, quantity }) => [member, quantity]));
    return {
        settled: {
            supply: rows.supply,
            members: new Map(rows.accounts.map(({ member, ...account }) => [member, account])),
            owed: rows.owed,
        },
        lots: new Map(rows.lots.map(({ member, lots }) => [member, lots])),
        discharged,
        trailing: trailingOf(discharged),
        trust: held(rows.trust),
        lines: held(rows.lines),
    };
}
//# sourceMappingURL=snapshot.js.map