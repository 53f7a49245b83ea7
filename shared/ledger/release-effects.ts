/**
 * What records about releases do (rules R6). What a release cost follows from what is certified alone: the prices of
 * accepted tasks, and counters of CPU-hours; each goes into one release, ever. Whoever paid for them spent them.
 */
import { noForecast } from '../economy/forecast.ts';
import { downloadPrice } from '../economy/release-price.ts';
import { horizonOf, launchPrior } from '../work/release-forecast.ts';
import type { Release, ReleasePart, UsedCounter } from '../work/release-state.ts';
import type { Draft } from './draft.ts';
import { byCodeUnits, createDraft, isPresent } from './draft.ts';
import { microsPerHour } from './man-hours.ts';
import type { SupplyBodies } from './release-fields.ts';
import type { Device, LedgerState } from './state.ts';
import type { RecordFailure } from './verdict.ts';

/** Releases of one member that have not come to their horizon. */
export const releasesPerMemberMax = 50;

export function publish(
  draft: Draft,
  publisher: string,
  id: string,
  body: SupplyBodies['release'],
): RecordFailure | null {
  const fault = makersFault(draft, publisher, body) ?? tasksFault(draft, body);
  if (fault !== null) return fault;
  const built = countersOf(draft, body);
  if (typeof built === 'string') return built;
  const { epoch, before, work } = draft;
  const makers = new Set(body.maintainers);
  const earlier = [...work.releases.values()].filter(({ maintainers }) =>
    maintainers.some((each) => makers.has(each)),
  );
  const launch = launchPrior(earlier, before.parameters);
  const { name, version, licence, platforms, source, notes, drive, manifest } = body;
  const { bytes, files, pieces, tasks, maintainers, needed } = body;
  work.releases.set(id, {
    ...{ name, version, licence, platforms, source, notes, drive, manifest, bytes, files, pieces },
    ...{ publisher, maintainers, needed, tasks, since: epoch, ...launch },
    built: built.map(({ used }) => used),
    parts: [
      partOf(sums(built.map(({ by, quantity }) => [by, quantity])), launch.prior),
      partOf(sums(tasksSpent(draft, body)), launch.prior),
    ],
    ...noDownloads,
    expected: BigInt(launch.prior),
  });
  for (const task of tasks) {
    const known = work.tasks.get(task);
    if (known !== undefined) work.tasks.set(task, { ...known, release: id });
  }
  return null;
}

/** What would be wrong with publishing it in the next epoch; null: nothing that is certified. Nothing is changed. */
export function publishingFault(
  state: LedgerState,
  publisher: string,
  body: SupplyBodies['release'],
): RecordFailure | null {
  return publish(createDraft(state, state.epoch + 1), publisher, '', body);
}

function makersFault(
  draft: Draft,
  publisher: string,
  { maintainers, drive }: SupplyBodies['release'],
): RecordFailure | null {
  if (!maintainers.includes(publisher)) return 'not_a_maintainer';
  if (!maintainers.every((each) => isPresent(draft, each))) return 'maintainer_unknown';
  let live = 0;
  for (const release of draft.work.releases.values()) {
    if (release.drive === drive) return 'release_known';
    const isLive = draft.epoch < horizonOf(release, draft.before.parameters);
    if (isLive && release.publisher === publisher) live += 1;
  }
  return live >= releasesPerMemberMax ? 'too_many_releases' : null;
}

function tasksFault({ work }: Draft, body: SupplyBodies['release']): RecordFailure | null {
  for (const id of body.tasks) {
    const task = work.tasks.get(id);
    if (task === undefined) return 'task_unknown';
    if (task.state !== 'accepted') return 'task_not_accepted';
    if (task.release !== null) return 'task_used';
    const isOurs = [task.asker, task.taker].some(
      (each) => each !== null && body.maintainers.includes(each),
    );
    if (!isOurs) return 'task_of_others';
  }
  return null;
}

/** Whoever asked for a task paid for it. */
function tasksSpent({ work }: Draft, { tasks }: SupplyBodies['release']) {
  return tasks.flatMap((id) => {
    const task = work.tasks.get(id);
    if (task === undefined) return [];
    return [[task.asker, BigInt(task.price ?? 0) * microsPerHour] as const];
  });
}

/** A certified counter that may go into a release, and who paid for its hours. */
export interface Built {
  readonly id: string;
  readonly used: UsedCounter;
  /** The member who used them. */
  readonly by: string;
  /** The machine that lent them. */
  readonly supplier: string;
  readonly quantity: bigint;
}

function countersOf(draft: Draft, body: SupplyBodies['release']): readonly Built[] | RecordFailure {
  const wanted = new Set(body.receipts);
  const { before, devices, work } = draft;
  const { releases } = work;
  const found =
    wanted.size === 0
      ? []
      : buildCounters({ counters: before.counters, devices, releases }, (id) => wanted.has(id));
  if (found.length < body.receipts.length) return 'receipt_unknown';
  const built = [...found].sort((a, b) => byCodeUnits(usedKey(a.used), usedKey(b.used)));
  if (!built.every(({ by }) => body.maintainers.includes(by))) return 'receipt_of_others';
  const isUsed = usedCounters(releases);
  return built.some(({ used }) => isUsed(used)) ? 'receipt_used' : built;
}

/** Whether the hours of a counter went into one of these releases. */
export function usedCounters(
  releases: ReadonlyMap<string, Pick<Release, 'built'>>,
): (used: UsedCounter) => boolean {
  const keys = new Set([...releases.values()].flatMap(({ built }) => built.map(usedKey)));
  return (used) => keys.has(usedKey(used));
}

function usedKey({ epoch, key }: UsedCounter): string {
  return `${epoch} ${key}`;
}

const keyLength = 64;
const cpu = '0';

/** Certified counters of CPU-hours that were not spent on downloads, in any order. */
export function buildCounters(
  {
    counters,
    devices,
    releases,
  }: {
    readonly counters: LedgerState['counters'];
    readonly devices: ReadonlyMap<string, Pick<Device, 'member'>>;
    readonly releases: ReadonlyMap<string, unknown>;
  },
  isWanted: (id: string) => boolean,
): readonly Built[] {
  const found: Built[] = [];
  for (const [epoch, bucket] of counters) {
    for (const [key, { id, quantity }] of bucket) {
      if (!isWanted(id) || key.slice(3 * keyLength) !== cpu) continue;
      if (releases.has(key.slice(2 * keyLength, 3 * keyLength))) continue;
      const by = devices.get(key.slice(keyLength, 2 * keyLength))?.member ?? '';
      found.push({ id, used: { epoch, key }, by, supplier: key.slice(0, keyLength), quantity });
    }
  }
  return found;
}

function sums(spent: readonly (readonly [string, bigint])[]): ReadonlyMap<string, bigint> {
  const byMember = new Map<string, bigint>();
  for (const [member, hours] of spent) {
    if (hours > 0n) byMember.set(member, (byMember.get(member) ?? 0n) + hours);
  }
  return byMember;
}

function partOf(investors: ReadonlyMap<string, bigint>, prior: number): ReleasePart {
  const cost = [...investors.values()].reduce((sum, each) => sum + each, 0n);
  const fresh = { cost, recouped: 0n, firstPrice: null };
  return { cost, recouped: 0n, firstPrice: downloadPrice(fresh, BigInt(prior)), investors };
}

const noDownloads: Pick<Release, 'downloads' | 'days' | 'arrived' | 'arrivedAll'> = {
  downloads: noForecast,
  days: new Map(),
  arrived: new Map(),
  arrivedAll: 0n,
};
