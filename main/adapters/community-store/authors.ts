/**
 * The highest number of every author, kept apart from the records: a machine that took a number again after its
 * record was pruned or refused would accuse itself of fraud.
 */
import { sameBytes } from '../../../shared/base/bytes.ts';
import type { RecordStore } from '../../engine/record/ports.ts';
import type { Access } from './access.ts';
import { bytesIn, numberIn } from './columns.ts';
import type { Row } from './columns.ts';
import type { Seals } from './seal.ts';

/** All but `highest` are called within a transaction. */
export interface Authors {
  readonly highest: RecordStore['highest'];
  /** Takes note of a record of this author. */
  raise(author: Uint8Array, number: number, id: Uint8Array): void;
  /** From now on the author is never forgotten. */
  certify(author: Uint8Array): void;
  /** Forgets the author whose highest record this is, and of whom nothing else stands here. */
  forget(id: Uint8Array): void;
}

export function createAuthors({ database, seals, read, endDamaged }: Access): Authors {
  const find = database.prepare('select * from authors where author = ?');
  const put = database.prepare(
    `insert into authors values (?, ?, ?, ?, ?) on conflict do update set
      number = excluded.number, id = excluded.id, certified = excluded.certified, seal = excluded.seal`,
  );
  const remove = database.prepare(
    `delete from authors where id = ? and certified = 0
      and not exists (select 1 from pool where pool.author = authors.author)`,
  );

  const stand = (author: Uint8Array): AuthorRow | null => {
    const row = read(() => find.get(author));
    if (row === undefined) return null;
    const found = authorIn(row, seals);
    return found !== null && sameBytes(found.author, author) ? found : endDamaged();
  };
  const write = ({ author, number, id, certified }: AuthorRow) => {
    put.run(author, number, id, certified, seals.of('authors', author, number, id, certified));
  };

  return {
    highest(author) {
      const found = stand(author);
      return found === null ? null : { number: found.number, id: found.id };
    },
    raise(author, number, id) {
      const found = stand(author);
      if (found !== null && found.number >= number) return;
      write({ author, number, id, certified: found?.certified ?? 0 });
    },
    certify(author) {
      const found = stand(author);
      if (found?.certified === 0) write({ ...found, certified: 1 });
    },
    forget(id) {
      remove.run(id);
    },
  };
}

export interface AuthorRow {
  readonly author: Uint8Array;
  readonly number: number;
  readonly id: Uint8Array;
  /** 1 once a record of this author is certified. */
  readonly certified: number;
}

/** Null for a row that is not as it was written. */
export function authorIn(row: Row, seals: Seals): AuthorRow | null {
  const [author, id] = [bytesIn(row, 'author'), bytesIn(row, 'id')];
  const [number, certified] = [numberIn(row, 'number'), numberIn(row, 'certified')];
  if (author === null || id === null || number === null || certified === null) return null;
  const isWell = seals.holds(row['seal'], 'authors', author, number, id, certified);
  return isWell ? { author, number, id, certified } : null;
}
