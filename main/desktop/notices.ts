/**
 * The notices of the system: few, about what needs the person or ends what they wait for, never while they look at
 * the window, never merely good news. Whatever is told here stands on a page, too.
 */
import type { NoticeKind } from '../../shared/api/computer-contract.ts';
import type { JobListView, JobView, RecordStateView } from '../../shared/api/contract.ts';
import { jobStateWord, plural } from '../../shared/api/words.ts';
import type { Front } from '../front.ts';
import { watchCommunities } from './community-notices.ts';
import { createDiskNotices } from './disk-notices.ts';
import type { DiskMemory } from './disk-notices.ts';
import { createDownloadNotices } from './download-notices.ts';
import type { Shown } from './notifier.ts';

export interface NoticeOptions {
  readonly front: Front;
  readonly isOn: (kind: NoticeKind) => boolean;
  /** Whether the person looks at the window: then it says all of this itself. */
  readonly isLooking: () => boolean;
  readonly notify: (notice: Shown) => void;
  readonly disk: DiskMemory;
  /** A community certifies often; what a notice is about happens seldom. */
  readonly lookEveryMs?: number;
}

/** Watches what a notice may be about; the answer ends it. */
export function watchForNotices({
  front,
  isOn,
  isLooking,
  notify,
  disk,
  lookEveryMs = 60_000,
}: NoticeOptions): () => void {
  const { handlers } = front;
  const tell = (kind: NoticeKind, notice: Shown | null) => {
    if (notice !== null && isOn(kind) && !isLooking()) notify(notice);
  };
  let jobs: JobListView | null = null;
  let record: RecordStateView | null = null;
  const communities = watchCommunities(front, lookEveryMs, tell);
  const downloads = createDownloadNotices();
  const kept = createDiskNotices(disk);
  const ends = [
    handlers.jobs.list.subscribe((next) => {
      if (jobs !== null) tell('job', jobsNotice(jobs, next));
      jobs = next;
    }),
    handlers.place.record.subscribe((next) => {
      if (record !== null) tell('trouble', troubleNotice(record, next));
      record = next;
    }),
    handlers.software.mine.subscribe((next) => {
      tell('download', downloads(next));
    }),
    handlers.lending.now.subscribe((next) => {
      tell('disk', kept.now(next));
    }),
    handlers.lending.terms.subscribe((next) => {
      tell('disk', kept.terms(next));
    }),
    handlers.communities.list.subscribe(communities.heard),
    communities.stop,
  ];
  return () => {
    for (const end of ends) end();
  };
}

const wanting: ReadonlySet<JobView['state']> = new Set(['done', 'failed', 'ceiling', 'deadline']);

/** What has ended, or waits for a decision, since the list was `before`; several are one notice. */
export function jobsNotice(before: JobListView, next: JobListView): Shown | null {
  const states = new Map(before.jobs.map(({ id, state }) => [id, state]));
  const fresh = next.jobs.filter(({ id, state }) => {
    const earlier = states.get(id);
    return wanting.has(state) && earlier !== undefined && earlier !== state;
  });
  const [first] = fresh;
  if (first === undefined) return null;
  if (fresh.length === 1) {
    const { name, state, sentence, id } = first;
    return { title: `${jobStateWord(state)}: ${name}`, body: sentence, route: `/jobs/${id}` };
  }
  const names = fresh.map(({ name, state }) => `${name}: ${jobStateWord(state).toLowerCase()}`);
  return {
    title: `${plural(fresh.length, 'job')} of yours`,
    body: `${names.slice(0, 3).join('\n')}${names.length > 3 ? '\n…' : ''}`,
    route: '/jobs',
  };
}

/** Nothing can be lent or used, and waiting alone does not mend it. */
export function troubleNotice(before: RecordStateView, next: RecordStateView): Shown | null {
  if (next.trouble !== null && next.trouble !== before.trouble) {
    return { title: 'Lending and asking stand still', body: next.trouble, route: '/community' };
  }
  if (next.phase === 'down' && before.phase === 'running') {
    const body = next.reason ?? 'It is started again by itself.';
    return { title: 'The record of your communities has stopped', body, route: '/community' };
  }
  return null;
}
