/**
 * Tells the process of the releases how downloads are paid in each community that it holds releases of: its calendar,
 * and what a piece may cost by the certified record. All of it when that process starts, and again when it changes.
 */
import type { RecordProcess } from '../adapters/record-process/record-process.ts';
import type { ReleaseProcess } from '../adapters/release-process/release-process.ts';
import { oneAtATime } from '../engine/one-at-a-time.ts';

export interface DownloadTerms {
  /** The communities that matter now. */
  follow(communities: ReadonlySet<string>): void;
}

export interface DownloadTermsParts {
  readonly record: RecordProcess;
  readonly releases: ReleaseProcess;
  /** How fast a core of this computer is, in thousandths of the reference core. */
  readonly ratingMilli: () => number;
}

export function createDownloadTerms(parts: DownloadTermsParts): DownloadTerms {
  const { record, releases, ratingMilli } = parts;
  /** What it was told last, by community. */
  const told = new Map<string, string>();
  const revisions = new Map<string, number>();
  /** The revision of a community's record by which it was told. */
  const toldAt = new Map<string, number>();
  let wanted: ReadonlySet<string> = new Set();

  const update = oneAtATime(async () => {
    for (const community of wanted) await tell(community);
  });

  async function tell(community: string): Promise<void> {
    // it is not started for this
    if (releases.state().phase !== 'up') return;
    const revision = revisions.get(community);
    if (revision === undefined || toldAt.get(community) === revision) return;
    const terms = await record.client.work.downloadTerms({ community });
    if (!terms.ok) return;
    const said = { community, ...terms.value, ratingMilli: ratingMilli() };
    const text = Object.values(said).join(' ');
    const answer = told.get(community) === text ? null : await releases.client.files.terms(said);
    if (answer?.ok === false) return;
    told.set(community, text);
    toldAt.set(community, revision);
  }

  record.client.communities.list.subscribe(({ communities }) => {
    for (const { id, revision } of communities) revisions.set(id, revision);
    update();
  });
  releases.onState(({ phase }) => {
    if (phase === 'starting') {
      told.clear();
      toldAt.clear();
    }
    if (phase === 'up') update();
  });
  return {
    follow(communities) {
      const hasNew = [...communities].some((each) => !wanted.has(each));
      wanted = communities;
      if (hasNew) update();
    },
  };
}
