/** Heights that were certified: values, certificates, sets of ids, reports and snapshots. */
import { assert } from '../../../shared/base/assert.ts';
import { bytesToText, concatBytes, textToBytes } from '../../../shared/base/bytes.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { CertifiedValue, RecordStore } from '../../engine/record/ports.ts';
import type { Access } from './access.ts';
import { chainSeal, idsIn, isSetOf, noIds } from './chain.ts';
import type { ChainEnd } from './chain.ts';
import { bytesIn, numberIn } from './columns.ts';
import type { Row } from './columns.ts';
import type { Log } from './log.ts';
import type { Market } from './market.ts';
import { pack, unpack } from './packed.ts';
import type { Records } from './records.ts';

type Shared =
  | 'closeEpoch'
  | 'adoptSnapshot'
  | 'epoch'
  | 'idsOf'
  | 'lastHeight'
  | 'prune'
  | 'restore'
  | 'shortenReport';

export type Epochs = Pick<RecordStore, Shared | 'oldestSet' | 'snapshot' | 'snapshotHeights'>;

/** Snapshots that stay beside the last two: one in so many heights, of so many epochs and the newest before them. */
const snapshotEvery = 24;
const snapshotEpochs = 30 * 24;

export function createEpochs(
  access: Access,
  parts: {
    readonly records: Records;
    readonly log: Log;
    readonly market: Market;
    readonly end: ChainEnd;
  },
): Epochs {
  const { database, hash, seals, read, write } = access;
  const { records, log, market } = parts;
  const insert = database.prepare('insert into epochs values (?, ?, ?, ?, ?)');
  const insertIds = database.prepare('insert into sets values (?, ?)');
  const insertReport = database.prepare('insert into reports values (?, ?, ?)');
  const changeReport = database.prepare('update reports set packed = ?, seal = ? where height = ?');
  const insertSnapshot = database.prepare('insert into snapshots values (?, ?, ?, ?)');
  const thin = database.prepare(
    `delete from snapshots where (height % ${snapshotEvery} <> 0 or height < (
        select max(height) from snapshots where height % ${snapshotEvery} = 0 and epoch < ?))
      and height not in (select height from snapshots order by height desc limit 2)`,
  );
  const find = database.prepare('select value, certificate from epochs where height = ?');
  const findReport = database.prepare('select packed, seal from reports where height = ?');
  const findSnapshot = database.prepare('select * from snapshots where height = ?');
  const findIds = database.prepare(
    'select value, ids, ids_hash from sets join epochs using (height) where height = ?',
  );
  const findHash = database.prepare('select value, ids_hash from epochs where height = ?');
  const removeIds = database.prepare('delete from sets where height = ?');
  const oldestSet = database.prepare('select min(height) as height from sets where height >= ?');
  const listSnapshots = database.prepare('select height from snapshots order by height');
  let { end } = parts;

  /** Puts a height behind the last one; the end moves when all of it is on the disk. */
  const chain = (
    from: ChainEnd,
    { height, value, certificate }: CertifiedValue,
    ids: Uint8Array,
  ) => {
    const seal = chainSeal(from, { height, value, certificate, idsHash: ids }, hash);
    insert.run(height, value, certificate, ids, seal);
    return { height, seal };
  };

  const keepSnapshot = (height: number, value: Uint8Array, snapshot: Uint8Array) => {
    const epoch = epochOf(value);
    const packed = pack(snapshot);
    insertSnapshot.run(height, epoch, packed, seals.of('snapshots', height, epoch, packed));
    thin.run(Math.max(0, epoch - snapshotEpochs));
  };

  const idsOf: Epochs['idsOf'] = (height) => {
    const row = read(() => findIds.get(height));
    const [ids, expected] = [bytesIn(row, 'ids'), bytesIn(row, 'ids_hash')];
    const value = bytesIn(row, 'value');
    if (ids === null || value === null || expected === null) return null;
    return isSetOf({ value, idsHash: expected }, ids, hash) ? idsIn(ids) : null;
  };

  return {
    closeEpoch({ ids, snapshot, report, round, marketNotes, ...closed }) {
      const { height, value } = closed;
      assert(height === end.height + 1, 'a height is closed after the one before it');
      const set = concatBytes(...ids);
      const packed = pack(textToBytes(report));
      let next = end;
      write(() => {
        records.certify(ids);
        next = chain(end, closed, hash(set));
        insertIds.run(height, set);
        insertReport.run(height, packed, seals.of('reports', height, packed));
        keepSnapshot(height, value, snapshot);
        market.keep(height, { round, marketNotes });
        log.clear(height);
      });
      end = next;
    },
    adoptSnapshot(all, snapshot) {
      const added = all.filter(({ height }) => height > end.height);
      const last = added.at(-1);
      assert(last !== undefined, 'a snapshot is adopted of a height beyond the last one here');
      let next = end;
      write(() => {
        for (const each of added) next = chain(next, each, noIds);
        keepSnapshot(last.height, last.value, snapshot);
        log.clear(last.height);
      });
      end = next;
    },
    epoch(height) {
      const row = read(() => find.get(height));
      const [value, certificate] = [bytesIn(row, 'value'), bytesIn(row, 'certificate')];
      if (value === null || certificate === null) return null;
      const packed = packedIn(read(() => findReport.get(height)));
      const isWell = packed !== null && seals.holds(packed.seal, 'reports', height, packed.bytes);
      return { value, certificate, report: isWell ? bytesToText(unpack(packed.bytes)) : null };
    },
    idsOf,
    lastHeight: () => end.height,
    snapshot(height) {
      const row = read(() => findSnapshot.get(height));
      const [packed, epoch] = [packedIn(row), numberIn(row, 'epoch')];
      if (packed === null || epoch === null) return null;
      const isWell = seals.holds(packed.seal, 'snapshots', height, epoch, packed.bytes);
      return isWell ? unpack(packed.bytes) : null;
    },
    snapshotHeights: () =>
      read(() => listSnapshots.all()).flatMap((row) => numberIn(row, 'height') ?? []),
    oldestSet: (from) =>
      numberIn(
        read(() => oldestSet.get(from)),
        'height',
      ) ?? end.height + 1,
    prune(height) {
      assert(height < end.height, 'the last height is never pruned');
      const ids = idsOf(height) ?? [];
      write(() => {
        records.remove(ids);
        removeIds.run(height);
      });
      write(() => {
        database.exec('pragma incremental_vacuum');
      });
    },
    shortenReport(height, report) {
      const packed = pack(textToBytes(report));
      write(() => {
        changeReport.run(packed, seals.of('reports', height, packed), height);
      });
    },
    restore(height, given) {
      const set = concatBytes(...given.map(({ id }) => id));
      const row = read(() => findHash.get(height));
      const [value, idsHash] = [bytesIn(row, 'value'), bytesIn(row, 'ids_hash')];
      const isIts = value !== null && idsHash !== null && isSetOf({ value, idsHash }, set, hash);
      assert(isIts, 'only what was certified is put back');
      write(() => {
        records.restore(given);
        insertIds.run(height, set);
      });
    },
  };
}

function packedIn(row: Row | undefined): { bytes: Uint8Array; seal: unknown } | null {
  const bytes = bytesIn(row, 'packed');
  return bytes === null ? null : { bytes, seal: row?.['seal'] };
}

function epochOf(value: Uint8Array): number {
  const decoded = epochValueCodec.decode(value);
  assert(decoded !== null, 'what is certified can be read');
  return decoded.epoch;
}
