/** Random records about tasks for random histories: most are as they should be, some are not. */
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import type { Task } from '../../shared/work/work-state.ts';
import type { Chance } from './engine-world/chance.ts';
import { asked, bare, delivered, estimated } from './ledger-tasks.ts';
import type { SealedAnswer } from './ledger-tasks.ts';
import { write } from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';

export interface TaskScene {
  readonly world: LedgerWorld;
  readonly chance: Chance;
  readonly people: readonly Machine[];
  readonly epoch: number;
  /** What was certified before this epoch. */
  readonly state: LedgerState;
  /** What was sealed, by task, round and machine. */
  readonly answers: Map<string, SealedAnswer>;
}

/** What people write about tasks in one epoch. */
export function taskTraffic(scene: TaskScene): readonly CheckedRecord[] {
  const { world, chance, people, epoch, state } = scene;
  const records: CheckedRecord[] = [];
  if (chance.next() < 0.8) {
    const most = chance.one([1, 2, 3, 80]);
    const due = epoch + chance.one([-1, 0, 40, 150, 150, 150]);
    const isEstimated = chance.next() < 0.7;
    const change = { most, due: Math.max(due, 0), isEstimated };
    records.push(asked(world, chance.one(people), change));
  }
  for (const [id, task] of state.work.tasks) {
    if (task.ended !== null && chance.next() < 0.9) continue;
    records.push(...aboutTask(scene, id, task));
  }
  return records;
}

function aboutTask(scene: TaskScene, id: string, task: Task): readonly CheckedRecord[] {
  const { world, chance, people } = scene;
  const machineOf = (member: string | null) =>
    people.find((each) => each.member.hex === member) ?? chance.one(people);
  const anybody = chance.next() < 0.1 ? chance.one(people) : null;
  if (task.state === 'estimating') return estimates(scene, id, task);
  if (chance.next() < 0.2) return [];
  const asker = anybody ?? machineOf(task.asker);
  const taker = anybody ?? machineOf(task.taker);
  switch (task.state) {
    case 'open': {
      const price = chance.next() < 0.9 ? (task.price ?? 1) : 8;
      const parties = [task.asker, ...task.panel];
      const others = people.filter(({ member }) => !parties.includes(member.hex));
      const by = chance.next() < 0.1 || others.length === 0 ? people : others;
      return [write(world, chance.one(by), 'take', { task: id, price })];
    }
    case 'taken': {
      const says = chance.one(['on_track', 'stuck', 'given_back', null, null, null] as const);
      const step = says === null ? delivered : { says, ...bare };
      return [write(world, taker, 'step', { task: id, ...step })];
    }
    default: {
      const says = chance.one(['accepted', 'accepted', 'accepted', 'changes'] as const);
      const note = says === 'changes' ? 'It is too dark.' : '';
      const last = chance.next() < 0.1 ? ({ says: 'withdrawn', note: '' } as const) : null;
      return [write(world, asker, 'verdict', { task: id, ...(last ?? { says, note }) })];
    }
  }
}

/** Before the panel is drawn, somebody may try all the same. */
function estimates(scene: TaskScene, id: string, task: Task): readonly CheckedRecord[] {
  const { world, chance, people, state, answers } = scene;
  const records: CheckedRecord[] = [];
  const round = Math.max(task.round, 1);
  for (const machine of people) {
    const isDrawn = task.panel.includes(machine.member.hex);
    if (!isDrawn && chance.next() < 0.95) continue;
    const key = `${id} ${round} ${machine.device.hex}`;
    const known = answers.get(key);
    if (state.epoch >= task.closes && known !== undefined) {
      const isLie = chance.next() < 0.05;
      if (chance.next() < 0.95) records.push(known.reveal(isLie ? { hours: 40 } : {}));
    } else if (chance.next() < 0.9) {
      const other = [1, 3, 5, 80, 'cannot_tell', 'split_first'] as const;
      const hours = chance.next() < 0.7 ? 2 : chance.one(other);
      const said = round > 1 && chance.next() < 0.9 ? 'There is a library for it.' : '';
      const reason = chance.next() < 0.5 ? '' : 'It depends on the desktop.';
      const sealed = estimated(world, machine, id, { hours, round, said, reason });
      answers.set(key, sealed);
      records.push(sealed.seal);
    }
  }
  return records;
}
