/** What notices say of communities: rounds that matched, and what only this person can do. Asked for now and then. */
import type { CommunitiesView } from '../../shared/api/community-contract.ts';
import type { NoticeKind } from '../../shared/api/computer-contract.ts';
import type { TaskForMeView } from '../../shared/api/task-shape.ts';
import { plural } from '../../shared/api/words.ts';
import type { Front } from '../front.ts';
import type { Shown } from './notifier.ts';

type Tell = (kind: NoticeKind, notice: Shown) => void;

/** Whoever is asked for several things hears of them at once, and not more often than that. */
const askedEveryMs = 3_600_000;

/** Looks at each community when it has changed, at most once in `everyMs`, and at a new one at once. */
export function watchCommunities({ handlers }: Front, everyMs: number, tell: Tell) {
  /** By community, the last round that was known when this began or that was told of. */
  const rounds = new Map<string, number>();
  /** By community, what waits for this person and is no news any more. */
  const asked = new Map<string, ReadonlySet<string>>();
  let askedAtMs = -Infinity;
  let newest: CommunitiesView | null = null;
  let timer: NodeJS.Timeout | undefined;
  let hasStopped = false;

  async function look(): Promise<void> {
    for (const { id } of newest?.communities ?? []) {
      await lookAtRounds(id);
      await lookAtTasks(id);
    }
  }

  async function lookAtRounds(community: string): Promise<void> {
    const answer = await handlers.stakes.rounds({ community, before: null, limit: 1 });
    if (hasStopped || !answer.ok) return;
    const [round] = answer.value.rounds;
    const last = rounds.get(community);
    rounds.set(community, round?.number ?? -1);
    if (round === undefined || last === undefined || round.number <= last) return;
    if (round.mineMatched === 0) return;
    const whole = await handlers.stakes.round({ community, round: round.number });
    if (hasStopped || !whole.ok) return;
    tell('round', {
      title: 'A round has closed',
      body: whole.value.sentence,
      route: `/stakes/rounds/${round.number}`,
    });
  }

  async function lookAtTasks(community: string): Promise<void> {
    const answer = await handlers.tasks.forMe({ community });
    if (hasStopped || !answer.ok) return;
    const { waiting } = answer.value;
    const known = asked.get(community);
    const fresh = waiting.filter((each) => known?.has(keyOf(each)) === false);
    const isSoon = fresh.length > 0 && performance.now() - askedAtMs < askedEveryMs;
    if (isSoon) return; // they are still news after the hour
    asked.set(community, new Set(waiting.map(keyOf)));
    const notice = askedNotice(fresh);
    if (notice === null) return;
    askedAtMs = performance.now();
    tell('asked', notice);
  }

  return {
    heard(next: CommunitiesView): void {
      const isNew = next.communities.some(({ id }) => !rounds.has(id));
      newest = next;
      if (timer !== undefined && !isNew) return;
      clearTimeout(timer);
      const soon = () => {
        timer = undefined;
        void look();
      };
      timer = setTimeout(soon, isNew ? 0 : everyMs).unref();
    },
    stop(): void {
      hasStopped = true;
      clearTimeout(timer);
    },
  };
}

function keyOf({ task, action }: TaskForMeView): string {
  return `${task} ${action}`;
}

/** What waits for this person since the last time; null for nothing. */
function askedNotice(fresh: readonly TaskForMeView[]): Shown | null {
  const [first] = fresh;
  if (first === undefined) return null;
  if (fresh.length === 1) {
    return { title: first.title, body: first.sentence, route: `/tasks/${first.task}` };
  }
  const titles = fresh.map(({ title }) => title);
  return {
    title: `${plural(fresh.length, 'task')} wait for you`,
    body: `${titles.slice(0, 3).join('\n')}${titles.length > 3 ? '\n…' : ''}`,
    route: '/tasks',
  };
}
