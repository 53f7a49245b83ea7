/** Records about tasks for tests of the ledger, as the program writes them. */
import { cryptography } from '../../main/adapters/cryptography.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { sealOfAnswer } from '../../shared/ledger/estimate-seal.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { assert } from '../../shared/base/assert.ts';
import type { Answer, Task, TaskText } from '../../shared/work/work-state.ts';
import { idOf } from './ledger-market.ts';
import { write } from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';
import { madeBytes } from './made-receipts.ts';

const sample: TaskText = {
  title: 'Draw the tray icon on Wayland',
  done: 'The icon is seen on GNOME and KDE.\n\nA test says so.',
  skills: ['electron', 'linux'],
  due: 100,
  most: 20,
  isEstimated: true,
};

export function taskOf(change: Partial<TaskText> = {}): TaskText {
  return { ...sample, ...change };
}

/** A task as a record; its id is that of the task. */
export function asked(
  world: LedgerWorld,
  machine: Machine,
  change: Partial<TaskText> = {},
): CheckedRecord {
  return write(world, machine, 'task', taskOf(change));
}

export type Said = Answer['hours'];

export interface SealedAnswer {
  readonly seal: CheckedRecord;
  readonly reveal: (change?: {
    readonly by?: Machine;
    readonly hours?: Said;
    readonly round?: number;
  }) => CheckedRecord;
}

/** An answer's seal, and what reveals it. */
export function estimated(
  world: LedgerWorld,
  machine: Machine,
  task: string,
  {
    hours,
    round = 1,
    reason = 'It depends on the desktop.',
    said = '',
  }: {
    readonly hours: Said;
    readonly round?: number;
    readonly reason?: string;
    readonly said?: string;
  },
): SealedAnswer {
  const salt = madeBytes(32, 'answer', `${machine.device.hex} ${machine.number}`);
  const member = machine.member.hex;
  const { community } = world.genesis;
  const sealBy = (answer: Answer, about: number) => {
    const sealed = { community, task, round: about, member, salt, answer };
    return bytesToHex(sealOfAnswer(sealed, cryptography.hash));
  };
  const answer = { hours, reason };
  const seal = write(world, machine, 'estimate', {
    ...{ task, round, said, seal: sealBy(answer, round) },
  });
  return {
    seal,
    reveal: ({ by = machine, ...change } = {}) => {
      const about = { ...answer, hours: change.hours ?? hours };
      const inRound = change.round ?? round;
      const seal = sealBy(about, inRound);
      return write(world, by, 'reveal', {
        ...{ task, round: inRound, member, salt, answer: about, seal },
      });
    },
  };
}

export const delivered = {
  says: 'delivered',
  link: 'https://example.org/tray-icon',
  note: 'With a test.',
  actual: 75,
} as const;

/** Nothing but how it goes. */
export const bare = { link: '', note: '', actual: 0 } as const;

export function taskIn({ work }: LedgerState, record: CheckedRecord): Task {
  const task = work.tasks.get(idOf(record));
  assert(task !== undefined, 'the task is known');
  return task;
}

/** Of each kind one. Nobody is left to be drawn, so the estimates have no effect. */
export function sampleTasks(
  world: LedgerWorld,
  asker: Machine,
  taker: Machine,
): readonly CheckedRecord[] {
  const asking = asked(world, asker);
  const named = asked(world, asker, { isEstimated: false, most: 5 });
  const estimate = estimated(world, taker, idOf(asking), { hours: 5 });
  const about = { task: idOf(named) };
  return [
    asking,
    named,
    estimate.seal,
    estimate.reveal(),
    write(world, taker, 'take', { ...about, price: 5 }),
    write(world, taker, 'step', { ...about, ...delivered }),
    write(world, asker, 'verdict', { ...about, says: 'changes', note: 'It is too dark.' }),
  ];
}
