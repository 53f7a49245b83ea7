/** What the process of the record answers about tasks, over a node of a record world. */
import type { House } from '../../main/adapters/record-process/answers/house.ts';
import { taskAnswers } from '../../main/adapters/record-process/answers/task-answers.ts';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import type { TaskTextInput, TaskView } from '../../shared/api/task-shape.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { given } from './stake-house.ts';
import { epochMs, startsAtMs } from './record-world/world.ts';
import type { Keeper, RecordWorld } from './record-world/world.ts';

type Answers = ReturnType<typeof taskAnswers>['tasks'];

/** Who asks, where, and the answers to it. */
export interface TaskHouse {
  readonly keeper: Keeper;
  readonly community: string;
  readonly me: string;
  readonly tasks: Answers;
  /** How a task stands for this member, as it crosses the boundary. */
  show(task: string): Promise<TaskView>;
}

/** Asks again for the node each time: a machine that was started again has another. */
export function openTaskHouse(world: RecordWorld, keeper: Keeper): TaskHouse {
  const { genesis, parameters, community: key } = world.ledger.genesis;
  const id = bytesToHex(key);
  const { publicKey } = keeper.machine.member;
  const pool = () =>
    [...keeper.disk.pool].map(([hex, bytes]) => ({ id: Buffer.from(hex, 'hex'), bytes }));
  let asked = 0;
  const open = {
    ...{ id, key, genesis, parameters, store: { pool } },
    get node() {
      assert(keeper.node !== null, 'the machine is up');
      return keeper.node;
    },
    revision: () => (asked += 1),
  } as unknown as OpenCommunity;
  const house = {
    communities: {
      find: (wanted: string) => (wanted === id ? open : null),
      keys: () => ({ member: publicKey }),
    },
    clock: { now: () => startsAtMs + world.time.now(), elapsed: () => world.time.now() },
  } as unknown as House;
  const { tasks } = taskAnswers(house);
  return {
    ...{ keeper, tasks, community: id, me: bytesToHex(publicKey) },
    show: (task) => given('tasks.show', tasks.show({ community: id, task })),
  };
}

/** Something to ask for, due in a hundred epochs. */
export function taskText(change: Partial<TaskTextInput> = {}): TaskTextInput {
  return {
    title: 'Tray icon on Wayland',
    done: 'The icon shows on GNOME and KDE.\nPausing works from its menu.',
    ...{ skills: ['design', 'linux'], mostHours: 20, isEstimated: true, takers: [] },
    dueAtMs: startsAtMs + 100 * epochMs,
    ...change,
  };
}
