/**
 * All that is checked when a community's file is opened: SQLite's own check of the whole, the chain of heights with
 * their sets, and every small row. Records, reports and snapshots are the bulk: they are checked when read.
 */
import type { DatabaseSync } from 'node:sqlite';
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { communityIdOf } from '../../../shared/ledger/genesis.ts';
import { firstComplaint } from '../sqlite-file.ts';
import { authorIn } from './authors.ts';
import { chainSeal, chainStart, isSetOf, noIds } from './chain.ts';
import type { ChainEnd } from './chain.ts';
import { bytesIn, numberIn, textIn } from './columns.ts';
import type { Row } from './columns.ts';
import { isFileOf } from './community-files.ts';
import type { Hash, Seals } from './seal.ts';

/** What a file in which all is well begins and ends with. */
export interface Whole {
  readonly genesis: Uint8Array;
  readonly end: ChainEnd;
}

/** The first thing that is wrong, in words, or what was found. */
export function examine(
  database: DatabaseSync,
  file: string,
  { hash, seals }: { readonly hash: Hash; readonly seals: Seals },
): Whole | string {
  const complaint = firstComplaint(database, 'integrity_check(1)');
  if (complaint !== null) return complaint;
  const genesis = bytesIn(database.prepare('select bytes from genesis').get(), 'bytes');
  if (genesis === null) return 'it holds no genesis';
  const community = communityIdOf(genesis, hash);
  if (!isFileOf(file, community)) {
    const id = bytesToHex(community).slice(0, 16);
    return `it is of another community (${id}) than its name says`;
  }
  const end = endOfChain(database, chainStart(community), hash);
  if (typeof end === 'string') return end;
  for (const [table, isWell] of Object.entries(checks)) {
    for (const row of database.prepare(`select * from ${table}`).iterate()) {
      if (!isWell(row, seals)) return `a row of ${table} is not as it was written`;
    }
  }
  return { genesis, end };
}

/** What a row must hold, by table. */
const checks: Readonly<Record<string, (row: Row, seals: Seals) => boolean>> = {
  pool(row, seals) {
    const position = numberIn(row, 'position');
    const author = row['author'] === null ? '' : bytesIn(row, 'author');
    if (position === null || author === null) return false;
    return seals.holds(row['seal'], 'pool', position, author);
  },
  refused(row, seals) {
    const [place, position] = [numberIn(row, 'place'), numberIn(row, 'position')];
    const [name, detail] = [textIn(row, 'name'), textIn(row, 'detail')];
    if (place === null || position === null || name === null || detail === null) return false;
    return seals.holds(row['seal'], 'refused', place, position, name, detail);
  },
  authors: (row, seals) => authorIn(row, seals) !== null,
  log(row, seals) {
    const [place, height] = [numberIn(row, 'place'), numberIn(row, 'height')];
    const entry = bytesIn(row, 'entry');
    if (place === null || height === null || entry === null) return false;
    return seals.holds(row['seal'], 'log', place, height, entry);
  },
};

function endOfChain(database: DatabaseSync, start: ChainEnd, hash: Hash): ChainEnd | string {
  const rows = database.prepare(
    'select * from epochs left join sets using (height) order by height',
  );
  let end = start;
  for (const row of rows.iterate()) {
    const height = end.height + 1;
    const [value, certificate] = [bytesIn(row, 'value'), bytesIn(row, 'certificate')];
    const [idsHash, ids] = [bytesIn(row, 'ids_hash'), bytesIn(row, 'ids')];
    if (value === null || certificate === null || idsHash === null) {
      return `height ${height} cannot be read`;
    }
    const seal = chainSeal(end, { height, value, certificate, idsHash }, hash);
    const isWell =
      numberIn(row, 'height') === height &&
      sameBytes(bytesIn(row, 'seal') ?? noIds, seal) &&
      (ids === null || isSetOf({ value, idsHash }, ids, hash));
    if (!isWell) return `height ${height} is not as it was written`;
    end = { height, seal };
  }
  const strays = database.prepare('select height from sets where height > ?').get(end.height);
  return strays === undefined ? end : 'it holds records of a height that is not there';
}
