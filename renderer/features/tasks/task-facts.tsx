import { Fragment } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { TaskView } from '../../../shared/api/task-shape.ts';
import { stepWord, taskStateWord } from '../../../shared/api/task-words.ts';
import { formatWhen, personName } from '../../../shared/api/words.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { memberPath } from '../app/pages.ts';
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
  const person = (who: TaskView['asker'], isMe: boolean) => (
    <Link key={who.id} href={memberPath(community.id, who.id)}>
      <bdi>{isMe ? 'you' : personName(who)}</bdi>
    </Link>
  );
  const people = (all: TaskView['takers']) =>
    all.map((who, index) => (
      <Fragment key={who.id}>
        {index > 0 && ', '}
        {person(who, who.id === me)}
      </Fragment>
    ));
  const { taker, takers, step, endedAtMs } = task;
  const facts: readonly Fact[] = [
    ['State', taskStateWord(task)],
    ['Worth', worthWords(task)],
    ['Asked by', person(task.asker, task.isMine)],
    ['Since', formatWhen(task.sinceMs, now)],
    ...(endedAtMs === null ? [['Due', dueCell(task, now)] as const] : []),
    ...(taker !== null || takers.length === 0 ? [] : [['For', people(takers)] as const]),
    ...(taker === null ? [] : [['Taken by', person(taker, task.isTakenByMe)] as const]),
    ...(step === null || task.state !== 'taken' ? [] : [['Goes', stepWord(step)] as const]),
    ...(endedAtMs === null ? [] : [['Ended', formatWhen(endedAtMs, now)] as const]),
  ];
  return <Facts facts={facts} />;
}
