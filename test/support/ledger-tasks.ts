/** Records about tasks for tests of the ledger, as the program writes them. */
import { cryptography } from '../../main/adapters/cryptography.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { sealOfAnswer } from '../../shared/ledger/estimate-seal.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { assert } from '../../shared/base/assert.ts';
import type { Answer, Task, TaskText } from '../../shared/work/work-state.ts';
import { fold } from './ledger-fold.ts';
import { idOf } from './ledger-market.ts';
import { found, write } from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';
import { madeBytes } from './made-receipts.ts';

const sample: TaskText = {
  title: 'Draw the tray icon on Wayland',
  done: 'The icon is seen on GNOME and KDE.\n\nA test says so.',
  skills: ['electron', 'linux'],
  due: 100,
  most: 20,
  isEstimated: true,
  takers: [],
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

/** A state with a task in its second round, sealed and half revealed, and one that was accepted. */
export function stateWithTasks(): LedgerState {
  const world = found(['alice', 'bob', 'carol', 'dave', 'erin'], { estimateEpochs: 4 });
  const [alice, bob] = [world.of('alice'), world.of('bob')];
  const [task, named] = [{}, { isEstimated: false, most: 5 }].map((each) =>
    asked(world, alice, each),
  );
  assert(task !== undefined && named !== undefined, 'two tasks');
  const about = { task: idOf(named) };
  let state = fold(genesisState(world.genesis), 0, task, named).state;
  state = fold(
    fold(state, 1, write(world, bob, 'take', { ...about, price: 5 })).state,
    2,
    write(world, bob, 'step', { ...about, ...delivered }),
  ).state;
  const panel = [...world.machines.values()].filter(({ member }) =>
    taskIn(state, task).panel.includes(member.hex),
  );
  for (const round of [1, 2]) {
    const said = round > 1 ? 'There is a library for it.' : '';
    const answers = panel.map((machine, index) =>
      estimated(world, machine, idOf(task), {
        ...{ hours: ([1, 8, 'cannot_tell'] as const)[index] ?? 80, round, said, reason: '' },
      }),
    );
    const revealed = answers.slice(0, round === 1 ? 3 : 1);
    state = fold(state, state.epoch + 1, ...answers.map(({ seal }) => seal)).state;
    state = fold(state, state.epoch + 1, ...revealed.map(({ reveal }) => reveal())).state;
  }
  const accepted = write(world, alice, 'verdict', { ...about, says: 'accepted', note: '' });
  return fold(state, state.epoch + 1, accepted).state;
}
