/** A scripted node whose community has tasks: it answers what the pages ask about them, and keeps what they do. */
import { calibrationSentence } from '../../shared/api/task-words.ts';
import type {
  TaskAction,
  TaskAnswerInput,
  TaskTab,
  TaskTextInput,
  TaskView,
} from '../../shared/api/task-shape.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import {
  calibration,
  mayNothing,
  mineOpen,
  tasks as sampleTasks,
  waiting,
} from './sample-tasks.ts';
import { hexOf } from './sample-views.ts';
import type { ScriptedNode } from './scripted-node.ts';

const fits: Readonly<Record<TaskTab, (task: TaskView) => boolean>> = {
  to_estimate: ({ state, panel }) => state === 'estimating' && panel.some(({ isMe }) => isMe),
  to_take: ({ state, isMine }) => state === 'open' && !isMine,
  mine: ({ isTakenByMe }) => isTakenByMe,
  asked: ({ isMine }) => isMine,
  all: () => true,
};

interface About {
  readonly task: string;
}

/** One task in each state, or none at all. */
export function giveTasks({ communities }: ScriptedNode, kind: 'busy' | 'untouched' = 'busy') {
  const { answers } = communities;
  let tasks: readonly TaskView[] = kind === 'busy' ? sampleTasks : [];
  const change = (id: string, part: Partial<TaskView>) => {
    tasks = tasks.map((each) => (each.id === id ? { ...each, ...part } : each));
    return ok({ record: hexOf('a record') });
  };
  const sent =
    (action: TaskAction, sentence: string) =>
    ({ task }: About) =>
      change(task, { waiting: action, sentence });
  answers.set('tasks.list', ({ tab, search }: { tab: TaskTab; search: string }) => {
    const found = tasks.filter((each) => fits[tab](each) && holds(each, search));
    return ok({ tasks: found, total: found.length });
  });
  answers.set('tasks.show', ({ task }: About) => {
    const found = tasks.find(({ id }) => id === task);
    return found ? ok(found) : refuse('unknown_task', 'There is no task with that id.');
  });
  answers.set('tasks.forMe', () =>
    ok({
      waiting: kind === 'busy' ? waiting : [],
      counts: Object.fromEntries(
        Object.entries(fits).map(([tab, isIn]) => [tab, tasks.filter(isIn).length]),
      ),
      isMember: true,
    }),
  );
  answers.set(
    'tasks.ask',
    ({ community: _, takers, ...text }: TaskTextInput & { community: string }) => {
      const people = takers.map((taker) => ({ id: taker, name: null }));
      const made = {
        ...mineOpen,
        ...text,
        takers: people,
        id: hexOf(text.title),
        may: mayNothing,
        price: null,
      };
      tasks = [{ ...made, state: 'waiting', sentence: 'On its way to the record.' }, ...tasks];
      return ok({ task: made.id });
    },
  );
  answers.set('tasks.estimate', ({ task, hours, reason }: About & TaskAnswerInput) =>
    change(task, {
      mine: { hours, reason, state: 'sealed', sentence: 'It is sealed. Nobody else knows it.' },
    }),
  );
  answers.set('tasks.reveal', sent('reveal', 'Yours is being opened.'));
  answers.set('tasks.take', sent('take', 'You are taking it on.'));
  answers.set('tasks.step', ({ task, step }: About & { step: TaskView['step'] }) =>
    change(task, { step }),
  );
  answers.set('tasks.deliver', sent('deliver', 'You are delivering it.'));
  answers.set('tasks.answer', sent('accept', 'You are answering.'));
  answers.set('tasks.withdraw', sent('withdraw', 'You are taking it back.'));
  answers.set('tasks.calibration', () =>
    ok(
      kind === 'busy'
        ? calibration
        : { pairs: [], ratioPpm: null, sentence: calibrationSentence(null) },
    ),
  );
}

function holds({ title, asker }: TaskView, search: string): boolean {
  return `${title} ${asker.name ?? ''}`.toLowerCase().includes(search.toLowerCase());
}
