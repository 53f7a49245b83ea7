/** Tasks for people: what is asked for, what it is worth, who does it, and what came of it. */
import type { taskContract } from '../../../../shared/api/task-contract.ts';
import type { TaskAction, TaskRefusal } from '../../../../shared/api/task-shape.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { isAskedWhy } from '../../../../shared/ledger/work-effects.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { calibrationView } from '../tasks/calibration.ts';
import { knownTask } from '../tasks/known-tasks.ts';
import type { KnownTask } from '../tasks/known-tasks.ts';
import { answerOf, changesOf, deliveryOf, taskOf } from '../tasks/new-task.ts';
import { taskList, tasksForMe } from '../tasks/task-list.ts';
import { refusalOf } from '../tasks/task-may.ts';
import { refuseTask } from '../tasks/task-refusals.ts';
import { standingOf, taskView } from '../tasks/task-view.ts';
import { author, findCommunity, findOwn, meOf } from './house.ts';
import type { House } from './house.ts';

type Page = Handlers<typeof taskContract>['tasks'];
type Submitted = Result<
  { readonly record: string },
  Refusal<TaskRefusal | 'unknown_community' | 'not_a_member'>
>;

interface About {
  readonly community: string;
  readonly task: string;
}

export function taskAnswers(house: House): { readonly tasks: Page } {
  return { tasks: { ...readAnswers(house), ...askAnswers(house), ...workAnswers(house) } };
}

type Read = 'list' | 'show' | 'forMe' | 'calibration';

function readAnswers(house: House): Pick<Page, Read> {
  const now = () => house.clock.now();
  return {
    list({ community, ...query }) {
      const found = findCommunity(house, community);
      return found.ok ? ok(taskList(found.value, meOf(house), query, now())) : found;
    },
    show({ community, task }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      const known = knownTask(found.value, task);
      if (known === null) return refuseTask('unknown_task');
      return ok(taskView(found.value, meOf(house), known, now()));
    },
    forMe({ community }) {
      const found = findCommunity(house, community);
      return found.ok ? ok(tasksForMe(found.value, meOf(house), now())) : found;
    },
    calibration({ community }) {
      const found = findCommunity(house, community);
      return found.ok ? ok(calibrationView(found.value, meOf(house))) : found;
    },
  };
}

/** Finds the task, and does with it what its rules allow now. */
function createDoing(house: House) {
  return function act(
    { community, task }: About,
    action: TaskAction,
    does: (found: OpenCommunity, known: KnownTask) => Submitted,
  ): Submitted {
    const found = findOwn(house, community);
    if (!found.ok) return found;
    const known = knownTask(found.value, task);
    if (known === null) return refuseTask('unknown_task');
    const refusal = refusalOf(standingOf(found.value, meOf(house), known), action);
    return refusal === null ? does(found.value, known) : refuseTask(refusal);
  };
}

type Asker = 'ask' | 'answer' | 'withdraw';

function askAnswers(house: House): Pick<Page, Asker> {
  const act = createDoing(house);
  return {
    ask({ community, ...typed }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const body = taskOf(found.value, meOf(house), typed, house.clock.now());
      if (!body.ok) return body;
      const authored = author(found.value, { kind: 'task', body: body.value });
      return authored.ok ? ok({ task: authored.value.record }) : authored;
    },
    answer: ({ changes, ...about }) =>
      act(about, changes === null ? 'accept' : 'changes', (found, { id: task }) => {
        if (changes === null) {
          return author(found, { kind: 'verdict', body: { task, says: 'accepted', note: '' } });
        }
        const note = changesOf(changes);
        if (!note.ok) return note;
        const body = { task, says: 'changes', note: note.value } as const;
        return author(found, { kind: 'verdict', body });
      }),
    withdraw: (about) =>
      act(about, 'withdraw', (found, { id: task }) =>
        author(found, { kind: 'verdict', body: { task, says: 'withdrawn', note: '' } }),
      ),
  };
}

type Worker = 'estimate' | 'reveal' | 'take' | 'step' | 'deliver';

function workAnswers(house: House): Pick<Page, Worker> {
  const act = createDoing(house);
  const nothing = { link: '', note: '', actual: 0 };
  return {
    estimate: ({ community, task, ...typed }) =>
      act({ community, task }, 'estimate', (found, known) => {
        const made = answerOf(known, isAskedWhy(known, meOf(house)), typed);
        if (!made.ok) return made;
        const { answer, said } = made.value;
        return recordOf(found.node.estimate(task, answer, said));
      }),
    reveal: (about) => act(about, 'reveal', (found, { id }) => recordOf(found.node.reveal(id))),
    take: (about) =>
      act(about, 'take', (found, { id: task, price }) =>
        author(found, { kind: 'take', body: { task, price: price ?? 0 } }),
      ),
    step: ({ step: says, ...about }) =>
      act(about, 'step', (found, { id: task }) =>
        author(found, { kind: 'step', body: { task, says, ...nothing } }),
      ),
    deliver: ({ community, task, link, note, actualTenths }) =>
      act({ community, task }, 'deliver', (found) => {
        const made = deliveryOf({ link, note, actual: actualTenths });
        if (!made.ok) return made;
        const body = { task, says: 'delivered', ...made.value } as const;
        return author(found, { kind: 'step', body });
      }),
  };
}

function recordOf(written: Result<{ readonly id: string }, Refusal>): Submitted {
  return written.ok ? ok({ record: written.value.id }) : refuse('refused', written.error.detail);
}
