/**
 * What a community's file keeps of its stake market: the files of closed rounds, what happened to causes, and this
 * member's own offers, whose texts nobody else has before they are opened; and its own estimates of tasks, for which
 * the same holds. A row that is damaged reads as absent.
 */
import { bytesToText, textToBytes } from '../../../shared/base/bytes.ts';
import type { ClosedEpoch, RecordStore } from '../../engine/record/ports.ts';
import type { Access } from './access.ts';
import { bytesIn, numberIn, textIn } from './columns.ts';
import type { Row } from './columns.ts';
import { pack, unpack } from './packed.ts';

export interface Market {
  /** Within a transaction. */
  keep(height: number, closed: Pick<ClosedEpoch, 'round' | 'marketNotes'>): void;
  readonly store: Pick<
    RecordStore,
    'roundNumbers' | 'round' | 'marketNotes' | OfOffers | OfEstimates
  >;
}

type OfOffers = 'keepOffer' | 'keptOffers' | 'forgetOffer';
type OfEstimates = 'keepEstimate' | 'keptEstimates' | 'forgetEstimate';

export function createMarket(access: Access): Market {
  const { database, seals, read } = access;
  const insertRound = database.prepare('insert or replace into rounds values (?, ?, ?)');
  const insertNotes = database.prepare('insert into market_notes values (?, ?, ?)');
  const findRound = database.prepare('select packed, seal from rounds where number = ?');
  const listRounds = database.prepare(
    'select number from rounds where number < ? order by number desc limit ?',
  );
  const listNotes = database.prepare(
    'select * from market_notes where height >= ? order by height limit ?',
  );

  const textOf = (table: string, place: number, row: Row | undefined): string | null => {
    const packed = bytesIn(row, 'packed');
    const isWell = packed !== null && seals.holds(row?.['seal'], table, place, packed);
    return isWell ? bytesToText(unpack(packed)) : null;
  };

  return {
    keep(height, { round, marketNotes }) {
      if (round !== null) {
        const packed = pack(textToBytes(round.text));
        insertRound.run(round.number, packed, seals.of('rounds', round.number, packed));
      }
      if (marketNotes !== null) {
        const packed = pack(textToBytes(marketNotes));
        insertNotes.run(height, packed, seals.of('market_notes', height, packed));
      }
    },
    store: {
      roundNumbers: (before, limit) =>
        read(() => listRounds.all(before ?? Number.MAX_SAFE_INTEGER, limit)).flatMap(
          (row) => numberIn(row, 'number') ?? [],
        ),
      round: (number) =>
        textOf(
          'rounds',
          number,
          read(() => findRound.get(number)),
        ),
      marketNotes: (from, limit) =>
        read(() => listNotes.all(from, limit)).flatMap(
          (row) => textOf('market_notes', numberIn(row, 'height') ?? 0, row) ?? [],
        ),
      ...createOffers(access),
      ...createEstimates(access),
    },
  };
}

function createOffers(access: Access): Pick<RecordStore, OfOffers> {
  const { keep, kept, forget } = createSealed(access, 'offers');
  return {
    keepOffer: keep,
    keptOffers: () => kept().map(({ seal, bytes }) => ({ seal, offer: bytes })),
    forgetOffer: forget,
  };
}

function createEstimates(access: Access): Pick<RecordStore, OfEstimates> {
  const { keep, kept, forget } = createSealed(access, 'estimates');
  return {
    keepEstimate: keep,
    keptEstimates: () => kept().map(({ seal, bytes }) => ({ seal, estimate: bytes })),
    forgetEstimate: forget,
  };
}

function createSealed({ database, seals, read, write }: Access, table: 'offers' | 'estimates') {
  const put = database.prepare(`insert or replace into ${table} values (?, ?, ?)`);
  const all = database.prepare(`select * from ${table}`);
  const remove = database.prepare(`delete from ${table} where sealed = ?`);
  return {
    keep(seal: string, bytes: Uint8Array): void {
      write(() => {
        put.run(seal, bytes, seals.of(table, seal, bytes));
      });
    },
    kept: () =>
      read(() => all.all()).flatMap((row) => {
        const [seal, bytes] = [textIn(row, 'sealed'), bytesIn(row, 'kept')];
        if (seal === null || bytes === null) return [];
        return seals.holds(row['seal'], table, seal, bytes) ? [{ seal, bytes }] : [];
      }),
    forget(seal: string): void {
      write(() => {
        remove.run(seal);
      });
    },
  };
}
