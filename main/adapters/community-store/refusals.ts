/** Records that were refused, with the reason: the newest of them, so that nobody fills the disk with garbage. */
import type { Refusal } from '../../../shared/base/result.ts';
import { numberOfRows } from './access.ts';
import type { Access } from './access.ts';
import type { Authors } from './authors.ts';
import { bytesIn, numberIn, textIn } from './columns.ts';

/** All but `find` are called within a transaction. */
export interface Refusals {
  find(id: Uint8Array): Refusal | null;
  add(position: number, name: string, detail: string): void;
  /** For one that was certified after all. */
  remove(position: number): void;
}

const detailMax = 500;

export function createRefusals(access: Access, authors: Authors, most: number): Refusals {
  const { database, seals, read } = access;
  const lookUp = database.prepare(
    `select refused.* from refused join records using (position) where id = ?`,
  );
  const insert = database.prepare('insert into refused values (?, ?, ?, ?, ?)');
  const remove = database.prepare('delete from refused where position = ?');
  const oldest = database.prepare(
    'select position, id from refused join records using (position) order by place limit 1',
  );
  const removeRecord = database.prepare('delete from records where position = ?');
  let count = numberOfRows(access, 'refused');
  let last = numberIn(database.prepare('select max(place) as last from refused').get(), 'last');

  const dropOldest = () => {
    const row = oldest.get();
    const [position, id] = [numberIn(row, 'position'), bytesIn(row, 'id')];
    count -= 1;
    if (position === null || id === null) return;
    remove.run(position);
    removeRecord.run(position);
    authors.forget(id);
  };

  return {
    find(id) {
      const row = read(() => lookUp.get(id));
      const [name, detail] = [textIn(row, 'name'), textIn(row, 'detail')];
      return name === null || detail === null ? null : { name, detail };
    },
    add(position, name, detail) {
      const place = (last ?? 0) + 1;
      last = place;
      const shown = detail.slice(0, detailMax);
      const seal = seals.of('refused', place, position, name, shown);
      insert.run(place, position, name, shown, seal);
      count += 1;
      while (count > most) dropOldest();
    },
    remove(position) {
      count -= Number(remove.run(position).changes);
    },
  };
}
