/** What people do about tasks in a community in bad weather. Their machines reveal by themselves what they sealed. */
import { isAskedWhy } from '../../../shared/ledger/work-effects.ts';
import type { Task } from '../../../shared/work/work-state.ts';
import { bare, delivered, taskOf } from '../ledger-tasks.ts';
import { promised, writes } from './deeds.ts';
import type { Scene } from './deeds.ts';
import type { Keeper } from './world.ts';

export function askForWork(scene: Scene): void {
  const { world } = scene;
  const { chance } = world;
  const most = chance.one([1, 2, 5]);
  const due = world.epochNow() + chance.whole(2, 60);
  const body = taskOf({ most, due, isEstimated: chance.next() < 0.8 });
  writes(scene, chance.one(world.keepers), { kind: 'task', body });
}

/** Everybody does what is theirs to do, as far as they know and are in the mood. */
export function doTasks(scene: Scene): void {
  for (const keeper of scene.world.keepers) {
    for (const [id, task] of keeper.node?.state().work.tasks ?? []) {
      if (task.ended !== null || scene.world.chance.next() < 0.4) continue;
      doTask(scene, keeper, id, task);
    }
  }
}

function doTask(scene: Scene, keeper: Keeper, task: string, known: Task): void {
  const { chance } = scene.world;
  const self = keeper.machine.member.hex;
  const { state, panel, seals, asker, taker, price } = known;
  if (state === 'estimating' && panel.includes(self) && !seals.has(self)) {
    estimate(scene, keeper, task, known);
  } else if (state === 'open' && price !== null && chance.next() < 0.3) {
    writes(scene, keeper, { kind: 'take', body: { task, price } });
  } else if (state === 'taken' && taker === self) {
    const step = chance.next() < 0.8 ? delivered : ({ says: 'stuck', ...bare } as const);
    writes(scene, keeper, { kind: 'step', body: { task, ...step } });
  } else if (state === 'delivered' && asker === self) {
    writes(scene, keeper, { kind: 'verdict', body: { task, says: 'accepted', note: '' } });
  }
}

function estimate(scene: Scene, keeper: Keeper, task: string, known: Task): void {
  const { chance } = scene.world;
  const { node, life, machine } = keeper;
  const isAsked = isAskedWhy(known, machine.member.hex);
  const hours = chance.one([1, 1, 1, 2, 'cannot_tell'] as const);
  const said = isAsked ? 'There is a library for it.' : '';
  const sealed = node?.estimate(task, { hours, reason: '' }, said);
  if (sealed?.ok === true && life.isAlive()) promised(scene, keeper, sealed.value.id);
}
