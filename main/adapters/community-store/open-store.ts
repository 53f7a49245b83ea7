/**
 * The record of one community in one SQLite file: what is acknowledged is on the disk (write-ahead log,
 * `synchronous = full`), a height is closed as a whole or not at all, and the whole is never in memory.
 *
 * Opening the file finds what is damaged in all that this node must not be wrong about, and refuses then: heights,
 * numbers of authors, what waits, what a witness was about to say. A record that is damaged reads as absent
 * and is named by `missing`: any other member has it, and adding it again mends it.
 */
import { existsSync, statSync } from 'node:fs';
import { assert } from '../../../shared/base/assert.ts';
import { sameBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { communityIdOf } from '../../../shared/ledger/genesis.ts';
import type { RecordStore } from '../../engine/record/ports.ts';
import { numberOf, openSqliteFile, setAsideEarlier } from '../sqlite-file.ts';
import type { SqliteFileRefusal, SqliteLayout } from '../sqlite-file.ts';
import { accessTo } from './access.ts';
import { isFileOf } from './community-files.ts';
import { createEpochs } from './epochs.ts';
import { examine } from './find-damage.ts';
import type { Whole } from './find-damage.ts';
import { applicationId, layoutVersion, schemaFor } from './layout.ts';
import { createLog } from './log.ts';
import { createMarket } from './market.ts';
import { createRecords } from './records.ts';
import type { Records } from './records.ts';
import { createSeals } from './seal.ts';
import type { Hash } from './seal.ts';

export type CommunityStore = RecordStore & Pick<Records, 'missing' | 'refusalOf'>;

export type CommunityStoreRefusal =
  SqliteFileRefusal<'community'> | Refusal<'community_missing' | 'community_earlier'>;

/** A year of ten thousand busy members, and as much again. SQLite refuses what would go beyond. */
export const communityBytesMax = 64 * 1024 ** 3;
/** Refused records that are kept with the reason. */
export const refusedRecordsMax = 10_000;

/**
 * Ids are spread over the whole index, so that it is read again and again where it is not in memory (16 MiB of it
 * are), and the fewer times it is brought from the log to its place, the less of it is written twice.
 */
const busy = 'pragma cache_size = -16384; pragma wal_autocheckpoint = 2000;';

export interface CommunityStoreOptions {
  /** 32 bytes wide. */
  readonly hash: Hash;
  /** Makes the file where there is none. Without it the file must be there. */
  readonly genesis?: Uint8Array;
  /** Hears one sentence when the disk fails, before the program ends. */
  readonly onFailure?: (sentence: string) => void;
  readonly onSetAside?: (sentence: string) => void;
  /** For tests. */
  readonly bytesMax?: number;
  /** For tests. */
  readonly refusedMax?: number;
}

/** Opens the file that `communityFile` names, or makes it, and checks it. */
export function openCommunityStore(
  file: string,
  options: CommunityStoreOptions,
): Result<CommunityStore, CommunityStoreRefusal> {
  const { hash, genesis = null } = options;
  const aside = genesis === null ? asideOf(file) : null;
  if (aside !== null) return refuse('community_earlier', aside);
  if (genesis === null && !existsSync(file) && !existsSync(`${file}-wal`)) {
    return refuse(
      'community_missing',
      `There is no record of the community ${file}. Join the community by an invitation, or put back a copy.`,
    );
  }
  assert(
    genesis === null || isFileOf(file, communityIdOf(genesis, hash)),
    'the file is named after the community',
  );
  const seals = createSeals(hash);
  let whole: Whole | null = null;
  const layout: SqliteLayout<'community'> = {
    name: 'community',
    title,
    without: 'without it, and join the community again',
    applicationId,
    version: layoutVersion,
    onSetAside: options.onSetAside ?? (() => undefined),
    schema: schemaFor(genesis),
    findDamage(database) {
      const found = examine(database, file, { hash, seals });
      if (typeof found === 'string') return found;
      whole = found;
      return genesis === null || sameBytes(found.genesis, genesis)
        ? null
        : 'it is of another community with a similar name';
    },
  };
  const opened = openSqliteFile(file, layout);
  if (!opened.ok) return opened;
  const database = opened.value;
  const pageBytes = numberOf(database, 'page_size');
  const pages = Math.ceil((options.bytesMax ?? communityBytesMax) / pageBytes);
  database.exec(`pragma max_page_count = ${pages}`);
  database.exec(busy);
  const { onFailure } = options;
  return ok(
    createStore(accessTo(database, file, { hash, seals, onFailure }), file, whole, options),
  );
}

const title = 'The record of the community';

/** Without the genesis no file can begin in place of an earlier one: its community counts by rules that are gone. */
function asideOf(file: string): string | null {
  let aside: string | null;
  try {
    aside = setAsideEarlier(file, { applicationId, version: layoutVersion, title });
  } catch {
    // What cannot be moved is opened further on, which says why it cannot be used.
    return null;
  }
  return aside && `${aside}; found the community anew, or join one that was.`;
}

function createStore(
  access: ReturnType<typeof accessTo>,
  file: string,
  whole: Whole | null,
  { refusedMax = refusedRecordsMax }: CommunityStoreOptions,
): CommunityStore {
  assert(whole !== null, 'an opened file was examined');
  const records = createRecords(access, refusedMax);
  const log = createLog(access);
  const market = createMarket(access);
  const { add, has, bytesOf, pool, poolCount, refuse: refuseRecord, highest } = records;
  return {
    genesis: whole.genesis,
    ...{ add, has, bytesOf, pool, poolCount, refuse: refuseRecord, highest },
    ...{ missing: records.missing, refusalOf: records.refusalOf },
    ...createEpochs(access, { records, log, market, end: whole.end }),
    ...market.store,
    appendWal: log.append,
    wal: log.entries,
    bytesOnDisk: () => sizeOf(file) + sizeOf(`${file}-wal`),
    bytesInUse: () =>
      access.read(() => {
        const pages = numberOf(access.database, 'page_count');
        const free = numberOf(access.database, 'freelist_count');
        return (pages - free) * numberOf(access.database, 'page_size');
      }),
    close() {
      if (access.database.isOpen) access.database.close();
    },
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
