/**
 * Tells the process of the releases how downloads are paid in each community that it holds releases of: its calendar,
 * and what a piece may cost by the certified record. All of it when that process starts, and again when it changes.
 */
import type { RecordProcess } from '../adapters/record-process/record-process.ts';
import type { ReleaseProcess } from '../adapters/release-process/release-process.ts';
import { oneAtATime } from './one-at-a-time.ts';

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
  let wanted: ReadonlySet<string> = new Set();

  const update = oneAtATime(async () => {
    for (const community of wanted) await tell(community);
  });

  async function tell(community: string): Promise<void> {
    // it is not started for this
    if (releases.state().phase !== 'up') return;
    const terms = await record.client.work.downloadTerms({ community });
    if (!terms.ok) return;
    const said = { community, ...terms.value, ratingMilli: ratingMilli() };
    const text = Object.values(said).join(' ');
    if (told.get(community) === text) return;
    const answer = await releases.client.files.terms(said);
    if (answer.ok) told.set(community, text);
  }

  record.client.communities.list.subscribe(update);
  releases.onState(({ phase }) => {
    if (phase === 'starting') told.clear();
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
