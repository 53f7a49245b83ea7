/**
 * What a community's file keeps of its stake market: the files of closed rounds, what happened to causes, and this
 * member's own offers, whose texts nobody else has before they are opened. A row that is damaged reads as absent.
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
    'roundNumbers' | 'round' | 'marketNotes' | 'keepOffer' | 'keptOffers' | 'forgetOffer'
  >;
}

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
    },
  };
}

function createOffers({ database, seals, read, write }: Access) {
  const put = database.prepare('insert or replace into offers values (?, ?, ?)');
  const all = database.prepare('select * from offers');
  const remove = database.prepare('delete from offers where sealed = ?');
  return {
    keepOffer(seal: string, offer: Uint8Array): void {
      write(() => {
        put.run(seal, offer, seals.of('offers', seal, offer));
      });
    },
    keptOffers: () =>
      read(() => all.all()).flatMap((row) => {
        const [seal, offer] = [textIn(row, 'sealed'), bytesIn(row, 'kept')];
        if (seal === null || offer === null) return [];
        return seals.holds(row['seal'], 'offers', seal, offer) ? [{ seal, offer }] : [];
      }),
    forgetOffer(seal: string): void {
      write(() => {
        remove.run(seal);
      });
    },
  };
}
