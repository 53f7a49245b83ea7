/** The tables of a community's file. Every row carries a seal (seal.ts); heights are sealed as a chain. */
import { bytesToHex } from '../../../shared/base/bytes.ts';

/**
 * `records` holds all of them in the order of arrival; `pool` and `refused` say which of them are not certified.
 * `sets` are the ids of a height's records, one after the other, and `log` is the witness's write-ahead log.
 * `rounds` are the files of closed rounds, `market_notes` what happened to causes, and `offers` and `estimates` what
 * this member has sealed.
 * Only what is damaged is written again (`records`), with the bytes that another member still has.
 */
const tables = `
  create table genesis (
    only integer primary key check (only = 1),
    bytes blob not null
  ) strict;
  create table records (
    position integer primary key check (position > 0),
    id blob not null unique check (length(id) = 32),
    bytes blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create table pool (
    position integer primary key,
    author blob,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create table refused (
    place integer primary key,
    position integer not null unique,
    name text not null,
    detail text not null,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create table authors (
    author blob primary key check (length(author) = 32),
    number integer not null,
    id blob not null check (length(id) = 32),
    certified integer not null check (certified in (0, 1)),
    seal blob not null check (length(seal) = 8)
  ) strict, without rowid;
  create table epochs (
    height integer primary key check (height > 0),
    value blob not null,
    certificate blob not null,
    ids_hash blob not null check (length(ids_hash) = 32),
    seal blob not null check (length(seal) = 32)
  ) strict;
  create table sets (
    height integer primary key references epochs,
    ids blob not null check (length(ids) % 32 = 0)
  ) strict;
  create table reports (
    height integer primary key references epochs,
    packed blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create table snapshots (
    height integer primary key references epochs,
    epoch integer not null,
    packed blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create table rounds (
    number integer primary key,
    packed blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create table market_notes (
    height integer primary key references epochs,
    packed blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create table offers (
    sealed text primary key,
    kept blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict, without rowid;
  create table estimates (
    sealed text primary key,
    kept blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict, without rowid;
  create table log (
    place integer primary key,
    height integer not null,
    entry blob not null,
    seal blob not null check (length(seal) = 8)
  ) strict;
  create trigger heights_leave_no_gaps before insert on epochs
    when new.height <> (select coalesce(max(height), 0) + 1 from epochs)
    begin select raise(abort, 'a height is kept after the one before it'); end;
  create trigger heights_are_never_changed before update on epochs
    begin select raise(abort, 'a certified height is never changed'); end;
  create trigger heights_are_never_removed before delete on epochs
    begin select raise(abort, 'a certified height is never removed'); end;
  create trigger ids_are_never_changed before update of position, id on records
    begin select raise(abort, 'a record keeps its id'); end;
`;

/** The tables; with the genesis in its place from the first moment where the file is made for it. */
export function schemaFor(genesis: Uint8Array | null): string {
  if (genesis === null) return tables;
  return `${tables} insert into genesis values (1, x'${bytesToHex(genesis)}');`;
}

/** CHC1 */
export const applicationId = 0x43_48_43_31;
/** What a file holds follows from the rules of its community, so new rules are a new version, too. */
export const layoutVersion = 3;
