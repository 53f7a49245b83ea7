/** The write-ahead log of a witness: what it was about to say at a height, kept before it says it. */
import type { RecordStore } from '../../engine/record/ports.ts';
import type { Access } from './access.ts';
import { bytesIn, numberIn } from './columns.ts';

export interface Log {
  readonly append: RecordStore['appendWal'];
  readonly entries: RecordStore['wal'];
  /** Within a transaction: forgets this height and those before it. */
  clear(height: number): void;
}

export function createLog({ database, seals, read, write, endDamaged }: Access): Log {
  const insert = database.prepare('insert into log values (?, ?, ?, ?)');
  const all = database.prepare(
    'select place, entry, seal from log where height = ? order by place',
  );
  const remove = database.prepare('delete from log where height <= ?');
  let last = numberIn(database.prepare('select max(place) as last from log').get(), 'last') ?? 0;

  return {
    append(height, entry) {
      write(() => {
        last += 1;
        insert.run(last, height, entry, seals.of('log', last, height, entry));
      });
    },
    entries: (height) =>
      read(() => all.all(height)).map((row) => {
        const [place, entry] = [numberIn(row, 'place'), bytesIn(row, 'entry')];
        if (place === null || entry === null) return endDamaged();
        return seals.holds(row['seal'], 'log', place, height, entry) ? entry : endDamaged();
      }),
    clear(height) {
      remove.run(height);
    },
  };
}
