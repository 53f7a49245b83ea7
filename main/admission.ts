/**
 * Tells the process of the releases whose machines belong to the communities that it holds releases of, so that it
 * serves members and nobody else: all of them when it starts, and again whenever the record says something new.
 */
import type { RosterEntryView } from '../shared/api/record-contract.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import type { ReleaseProcess } from './adapters/release-process/release-process.ts';
import { oneAtATime } from './engine/one-at-a-time.ts';

export interface Admission {
  /** The communities that matter now. */
  follow(communities: ReadonlySet<string>): void;
  /** What a member is called, as far as it was read. */
  nameOf(community: string, member: string): string | null;
}

interface Roster {
  known: number;
  /** What the process was told last; null: nothing yet. */
  told: number | null;
  readonly members: Map<string, RosterEntryView>;
}

const devicesPerCall = 5_000;

export function createAdmission(record: RecordProcess, releases: ReleaseProcess): Admission {
  const rosters = new Map<string, Roster>();
  const revisions = new Map<string, number>();
  let wanted: ReadonlySet<string> = new Set();
  let device: string | null = null;

  const update = oneAtATime(async () => {
    for (const community of wanted) await tell(community);
  });

  record.client.communities.list.subscribe((view) => {
    for (const { id, revision } of view.communities) {
      // a process that was started anew counts from the beginning
      if (revision < (revisions.get(id) ?? 0)) rosters.delete(id);
      revisions.set(id, revision);
    }
    const isNewDevice = device !== null && view.device !== null && view.device !== device;
    device = view.device ?? device;
    if (isNewDevice) void releases.restart();
    update();
  });
  releases.onState(({ phase }) => {
    if (phase === 'starting') for (const roster of rosters.values()) roster.told = null;
    if (phase === 'up') update();
  });

  async function tell(community: string): Promise<void> {
    // it is not started for this
    if (releases.state().phase !== 'up' || !revisions.has(community)) return;
    const roster: Roster = rosters.get(community) ?? { known: 0, told: null, members: new Map() };
    rosters.set(community, roster);
    const revision = revisions.get(community) ?? 0;
    if (roster.told === revision) return;
    if (roster.known < revision && !(await read(community, roster))) return;
    const devices = [...roster.members.values()].flatMap((each) =>
      each.isActive ? each.devices : [],
    );
    for (let at = 0; at === 0 || at < devices.length; at += devicesPerCall) {
      const part = devices.slice(at, at + devicesPerCall);
      const told = await releases.client.files.admit({
        ...{ community, devices: part, isFirst: at === 0 },
      });
      if (!told.ok) return;
    }
    roster.told = revision;
  }

  /** All that changed since the last time; false when it could not be read, and the next change asks again. */
  async function read(community: string, roster: Roster): Promise<boolean> {
    const since = roster.known;
    let after: string | null = null;
    for (;;) {
      const page = await record.client.work.roster({ community, since, after });
      if (!page.ok) return false;
      const { members, isCut, revision } = page.value;
      for (const entry of members) roster.members.set(entry.member, entry);
      after = members.at(-1)?.member ?? null;
      if (isCut && after !== null) continue;
      roster.known = revision;
      return true;
    }
  }

  return {
    nameOf: (community, member) => rosters.get(community)?.members.get(member)?.name ?? null,
    follow(communities) {
      const hasNew = [...communities].some((each) => !wanted.has(each));
      wanted = communities;
      if (hasNew) update();
    },
  };
}
