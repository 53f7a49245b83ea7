import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { TaskView } from '../../../shared/api/task-shape.ts';
import { stepWord, taskStateWord } from '../../../shared/api/task-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { PeopleLinks } from '../app/people-links.tsx';
import { useNow } from '../app/use-now.ts';
import { useStatus } from '../app/views.ts';
import { dueCell, worthWords } from './task-rows.ts';

/** Who, by when, for how much, and where it stands. */
export function TaskFacts({
  community,
  task,
}: {
  readonly community: CommunityView;
  readonly task: TaskView;
}) {
  const now = useNow();
  const me = useStatus()?.me.id;
  const people = (
    all: TaskView['takers'],
    isYou: (who: TaskView['asker']) => boolean = (who) => who.id === me,
  ) => <PeopleLinks community={community.id} people={all} isYou={isYou} />;
  const { taker, takers, step, endedAtMs } = task;
  const facts: readonly Fact[] = [
    ['State', taskStateWord(task)],
    ['Worth', worthWords(task)],
    ['Asked by', people([task.asker], () => task.isMine)],
    ['Since', formatWhen(task.sinceMs, now)],
    ...(endedAtMs === null ? [['Due', dueCell(task, now)] as const] : []),
    ...(taker !== null || takers.length === 0 ? [] : [['For', people(takers)] as const]),
    ...(taker === null ? [] : [['Taken by', people([taker], () => task.isTakenByMe)] as const]),
    ...(step === null || task.state !== 'taken' ? [] : [['Goes', stepWord(step)] as const]),
    ...(endedAtMs === null ? [] : [['Ended', formatWhen(endedAtMs, now)] as const]),
  ];
  return <Facts facts={facts} />;
}
