/**
 * Says whom this computer may give a release to: members whose hours reach for what is left of it, in both
 * currencies, by the certified record and what waits for the next certificate. So nobody comes to owe more than it may
 * (rules R3, R14). It is said again when accounts change; what the process forgets is asked for again by it.
 */
import type { WaitingView } from '../../shared/api/release-files-contract.ts';
import { shortfallSentence } from '../../shared/api/software-words.ts';
import { dropOldest } from '../../shared/base/drop-oldest.ts';
import type { RecordProcess } from '../adapters/record-process/record-process.ts';
import type { ReleaseProcess } from '../adapters/release-process/release-process.ts';
import { oneAtATime } from '../engine/one-at-a-time.ts';
import { neededOf, shortfallOf } from './download-cost.ts';

export interface Allowing {
  /** All that wait for an answer now. */
  follow(waiting: readonly WaitingView[]): void;
}

interface Asked {
  readonly community: string;
  readonly release: string;
  readonly member: string;
  /** What the process was told last; undefined: nothing yet. */
  readonly said: string | null | undefined;
}

/** Those who asked first are forgotten first. */
const askedMax = 2_000;
const atOnce = 1_000;

export function createAllowing(record: RecordProcess, releases: ReleaseProcess): Allowing {
  const asked = new Map<string, Asked>();
  const revisions = new Map<string, number>();

  const update = oneAtATime(async () => {
    if (releases.state().phase !== 'up') return;
    const byCommunity = Map.groupBy(asked.values(), ({ community }) => community);
    for (const [community, all] of byCommunity) {
      for (let at = 0; at < all.length; at += atOnce) {
        await answer(community, all.slice(at, at + atOnce));
      }
    }
  });

  async function answer(community: string, some: readonly Asked[]): Promise<void> {
    const downloads = some.map(({ release, member }) => ({ release, member }));
    const answered = await record.client.work.downloadNeeds({ community, downloads });
    if (!answered.ok) return;
    const { needs, pieceMost } = answered.value;
    for (const [index, each] of some.entries()) {
      const need = needs[index] ?? null;
      // A release or a member that the record does not know yet may come with the next certificate.
      const refusal =
        need === null
          ? unknownSentence
          : shortfallSentence(shortfallOf(neededOf(need, pieceMost, need.piecesLeft), need.free));
      if (refusal === each.said) continue;
      const { release, member } = each;
      const told = await releases.client.files.allow({ community, release, member, refusal });
      if (told.ok) asked.set(keyOf(each), { ...each, said: refusal });
    }
  }

  record.client.communities.list.subscribe(({ communities }) => {
    const hasChanged = communities.some(({ id, revision }) => revisions.get(id) !== revision);
    for (const { id, revision } of communities) revisions.set(id, revision);
    if (hasChanged && asked.size > 0) update();
  });
  releases.onState(({ phase }) => {
    // it begins with nothing, and asks again
    if (phase === 'starting') asked.clear();
  });
  return {
    follow(waiting) {
      for (const { community, release, member } of waiting) {
        const fresh: Asked = { community, release, member, said: undefined };
        asked.delete(keyOf(fresh));
        asked.set(keyOf(fresh), fresh);
      }
      dropOldest(asked, askedMax);
      if (waiting.length > 0) update();
    },
  };
}

function keyOf({ community, release, member }: Omit<Asked, 'said'>): string {
  return `${community} ${release} ${member}`;
}

const unknownSentence =
  'The record here does not know yet that this member may have this release. It may with the next certificate.';
