/** The places where a node can lend and ask, and how each is opened: its stores, its people, its engine. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bytesToHex, sameBytes } from '../shared/base/bytes.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import { limits } from '../shared/domain/limits.ts';
import { cryptography } from './adapters/cryptography.ts';
import { createHyperswarm } from './adapters/hyperswarm.ts';
import { openKeys } from './adapters/keys.ts';
import type { NodeKeys } from './adapters/keys.ts';
import { createMachineReader } from './adapters/machine.ts';
import { createMemberCommunity } from './adapters/member-community.ts';
import type { CommunityFacts, MemberCommunity } from './adapters/member-community.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import { createSenses } from './adapters/senses.ts';
import { appendLeft, createStoreCommit } from './adapters/store-commit.ts';
import { createSliceRunner } from './adapters/slice-runner.ts';
import { openRecord } from './adapters/sqlite-record.ts';
import type { RecordFile } from './adapters/sqlite-record.ts';
import { openWorkStore } from './adapters/sqlite-work-store.ts';
import type { WorkFile } from './adapters/sqlite-work-store.ts';
import { systemClock } from './adapters/system-clock.ts';
import { systemRandom } from './adapters/system-random.ts';
import type { SetAsides } from './downloads/set-asides.ts';
import { createEngine } from './engine/engine.ts';
import { openGroup } from './engine/open-group.ts';
import type { Community, Log } from './engine/ports.ts';
import type { Settings } from './engine/settings.ts';
import type { NodeOptions } from './node-options.ts';
import { calibrationFile, workerUrl } from './paths.ts';
import { openCommunity, version } from './program.ts';
import type { Destination, OpenPlace, Workplace } from './workplace.ts';

export interface PlacesParts {
  readonly options: NodeOptions;
  /** The data folder. */
  readonly path: string;
  readonly log: Log;
  readonly keys: NodeKeys;
  readonly settings: Settings;
  readonly record: RecordProcess;
  readonly setAsides: SetAsides;
  readonly onFailure: (sentence: string) => void;
}

export type Place = { readonly code: string } | { readonly community: CommunityFacts };

export interface Places {
  /** Where the person was the last time, or the open group. */
  first(): Destination;
  /** Moves there, and begins there after a restart. */
  use(workplace: Workplace, place: Place): Promise<Result<null, Refusal>>;
  /**
   * Opens the present place anew whenever the process of the record has renewed the key of this machine: a record
   * that turned out to be rewound. The answer ends it.
   */
  followKeys(workplace: Workplace): () => void;
  /** What is opened from now on belongs to the member that the data folder holds now. */
  takeKeys(): void;
}

interface Stores {
  readonly record: RecordFile;
  readonly work: WorkFile;
}

/** Whether people could share this as the code of an open group. */
export function checkCode(code: string): Result<string, Refusal<'bad_community_code'>> {
  const trimmed = code.trim();
  const isOne =
    /^[\p{L}\p{N} ._-]+$/u.test(trimmed) && trimmed.length <= limits.communityCodeLength;
  return isOne
    ? ok(trimmed)
    : refuse(
        'bad_community_code',
        `“${trimmed.slice(0, 80)}” is no community code: use up to ${String(limits.communityCodeLength)} letters, digits, spaces, dots and dashes.`,
      );
}

/** Opens places with what the whole node shares. */
export function createPlaces(parts: PlacesParts): Places {
  const { options, settings, record, path } = parts;
  let { keys } = parts;

  function destinationOf(place: Place): Destination {
    return 'code' in place
      ? groupOf(place.code, (...given) => openAt({ ...parts, keys }, ...given))
      : communityOf(place.community, parts, (...given) => openAt({ ...parts, keys }, ...given));
  }

  function takeKeys(): void {
    const taken = openKeys(path);
    if (taken.ok) keys = taken.value;
    else parts.onFailure(taken.error.detail);
  }

  return {
    takeKeys,
    first() {
      const { community: code, place } = settings.get();
      if (options.community !== null) return destinationOf({ code: options.community });
      return destinationOf(place === null ? { code: code ?? openCommunity } : { community: place });
    },
    async use(workplace, place) {
      if ('community' in place) {
        const { id, name, startsAtMs, epochMs } = place.community;
        const community = { id, name, startsAtMs, epochMs };
        const moved = await workplace.move(destinationOf({ community }));
        if (moved.ok) settings.set({ place: community });
        return moved;
      }
      const code = checkCode(place.code);
      if (!code.ok) return code;
      const moved = await workplace.move(destinationOf({ code: code.value }));
      if (moved.ok) settings.set({ community: code.value, place: null });
      return moved;
    },
    followKeys(workplace) {
      return record.client.communities.list.subscribe(({ device }) => {
        if (device === null || device === bytesToHex(keys.device.publicKey)) return;
        const renewed = openKeys(path);
        if (!renewed.ok) {
          parts.onFailure(renewed.error.detail);
          return;
        }
        if (sameBytes(renewed.value.device.publicKey, keys.device.publicKey)) return;
        keys = renewed.value;
        workplace.reopen().catch(() => parts.onFailure(reopenSentence));
      });
    },
  };
}

const reopenSentence =
  'The node could not go on with the fresh key of this computer. Start it again.';

type OpenAt = (
  community: Community,
  named: { readonly kind: 'group' | 'community'; readonly communityName: string },
  onClose: () => void,
) => Result<OpenPlace, Refusal>;

function groupOf(code: string, openWith: OpenAt): Destination {
  const group = openGroup(code, cryptography.hash);
  return {
    ...{ id: bytesToHex(group.id), kind: 'group', name: code },
    open: () => openWith(group, { kind: 'group', communityName: code }, () => undefined),
  };
}

function communityOf(
  facts: CommunityFacts,
  { record, log, setAsides }: PlacesParts,
  openWith: OpenAt,
): Destination {
  const { id, name } = facts;
  return {
    ...{ id, kind: 'community', name },
    open() {
      const community: MemberCommunity = createMemberCommunity(record.client, facts, {
        ...{ log, setAsides },
      });
      const named = { kind: 'community', communityName: name } as const;
      const place = openWith(community, named, community.close);
      if (!place.ok) community.close();
      return place;
    },
  };
}

function openAt(
  { options, path, log, keys, settings, onFailure }: PlacesParts,
  community: Community,
  named: { readonly kind: 'group' | 'community'; readonly communityName: string },
  onClose: () => void,
): Result<OpenPlace, Refusal> {
  const stores = openStores(path, community.id, {
    onFailure,
    onSetAside: (said) => log.info(said),
  });
  if (!stores.ok) return stores;
  const { record, work } = stores.value;
  const cores = availableParallelism();
  const { transportSeed } = keys;
  const { bootstrap, host } = options;
  const swarm = { topic: community.id, transportSeed, bootstrap, clock: systemClock, log };
  const ports = {
    clock: systemClock,
    random: systemRandom,
    keys,
    cryptography,
    swarm: createHyperswarm(swarm),
    community,
    record,
    work,
    commit: createStoreCommit(record, work),
    runner: openRunner(options, cores, log),
    machine: createMachineReader({ clock: systemClock }),
    senses: createSenses({ folder: path, ...(options.idleMs && { idleMs: options.idleMs }) }),
    settings,
    log,
  };
  return ok({
    engine: createEngine(ports, { version, host, ...named }, cores),
    close() {
      onClose();
      record.close();
      work.close();
    },
  });
}

/** The receipts and the work of one community, each in a file of its own. */
function openStores(
  folder: string,
  community: Uint8Array,
  told: {
    /** Hears of a disk that fails. */
    readonly onFailure: (sentence: string) => void;
    /** Hears of files that were put aside. */
    readonly onSetAside: (sentence: string) => void;
  },
): Result<Stores, Refusal> {
  const name = Buffer.from(community).toString('hex').slice(0, 16);
  const { hash } = cryptography;
  const record = openRecord(join(folder, `record-${name}.db`), { hash, ...told });
  if (!record.ok) return record;
  const work = openWorkStore(join(folder, `work-${name}.db`), told);
  if (!work.ok) {
    record.value.close();
    return work;
  }
  appendLeft(record.value, work.value);
  return ok({ record: record.value, work: work.value });
}

/** One slice more than cores can be lent, so that trying a program of one's own never waits for the work of others. */
function openRunner({ jobProcessHost }: NodeOptions, cores: number, log: Log) {
  return createSliceRunner({
    workerUrl: workerUrl(),
    calibrationFile,
    maxThreads: cores + 1,
    log,
    ...(jobProcessHost && { host: jobProcessHost }),
  });
}
