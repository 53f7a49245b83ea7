/** Tasks from the question to the hours: what each record does, who has no part in it, and what ends by itself. */
import { expect, test } from 'vitest';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { heightDue } from '../../shared/ledger/height-due.ts';
import { freeManHours } from '../../shared/ledger/man-hours.ts';
import { decodeState, encodeState } from '../../shared/ledger/snapshot.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import { idOf } from '../support/ledger-market.ts';
import { asked, bare, delivered, estimated, taskIn } from '../support/ledger-tasks.ts';
import type { Said, SealedAnswer } from '../support/ledger-tasks.ts';
import { found, write } from '../support/ledger-world.ts';
import type { LedgerWorld, Machine } from '../support/ledger-world.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { TaskText } from '../../shared/work/work-state.ts';

const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'];

interface Asked {
  readonly world: LedgerWorld;
  readonly task: CheckedRecord;
  readonly id: string;
  readonly alice: Machine;
  /** Who estimates, in the order of their keys, and somebody who does not. */
  readonly panel: readonly Machine[];
  readonly other: Machine;
  /** The panel is drawn in epoch 1; answers are sealed until the end of epoch 5. */
  readonly state: LedgerState;
}

/** Alice asks in epoch 0, and others are drawn. */
function ask(change: Partial<TaskText> = {}, people: readonly string[] = names): Asked {
  const world = found(people, { estimateEpochs: 4, founderLine: 100n * hour });
  const alice = world.of('alice');
  const task = asked(world, alice, change);
  const first = fold(genesisState(world.genesis), 0, task);
  expect(first.verdictsOf(task)).toEqual(['applied']);
  const { state } = fold(first.state, 1);
  const { panel } = taskIn(state, task);
  const machines = people.map((name) => world.of(name));
  const isDrawn = ({ member }: Machine) => panel.includes(member.hex);
  const other = machines.find((each) => each !== alice && !isDrawn(each)) ?? alice;
  const drawn = machines.filter(isDrawn).sort((a, b) => (a.member.hex < b.member.hex ? -1 : 1));
  return { world, task, id: idOf(task), alice, panel: drawn, other, state };
}

/** All of a panel seal these in the next epoch. */
function sealAll(
  { world, id, panel }: Pick<Asked, 'world' | 'id' | 'panel'>,
  state: LedgerState,
  answers: readonly Said[],
  { round = 1, said = 'I have done it before.' } = {},
) {
  const sealed = panel.flatMap((machine, index): SealedAnswer[] => {
    const hours = answers[index];
    if (hours === undefined) return [];
    const about = { hours, round, said: round > 1 ? said : '' };
    return [estimated(world, machine, id, about)];
  });
  const seals = sealed.map(({ seal }) => seal);
  const folded = fold(state, state.epoch + 1, ...seals);
  expect(folded.verdictsOf(...seals)).toEqual(seals.map(() => 'applied'));
  return { sealed, state: folded.state };
}

/** All seal, and then all reveal. */
function round(about: Asked, state: LedgerState, answers: readonly Said[], number = 1) {
  const sealed = sealAll(about, state, answers, { round: number });
  const reveals = sealed.sealed.map(({ reveal }) => reveal());
  const folded = fold(sealed.state, sealed.state.epoch + 1, ...reveals);
  expect(folded.verdictsOf(...reveals)).toEqual(reveals.map(() => 'applied'));
  return folded.state;
}

function hoursOf(state: LedgerState, { member }: Machine): number {
  const { balance, promise } = accountOf(state, member.hex, 1);
  return Number((balance - promise) / hour);
}

test('five of six others are drawn, by the height after the one that asked', () => {
  const { world, task, alice, panel, state } = ask();
  const first = fold(genesisState(world.genesis), 0, task).state;
  expect(taskIn(first, task)).toMatchObject({ state: 'estimating', round: 0, panel: [] });
  expect(heightDue(first, 1)).toBe(true);
  expect(panel).toHaveLength(5);
  expect(panel).not.toContain(alice);
  expect(taskIn(state, task)).toMatchObject({ round: 1, closes: 5, reveals: 9, price: null });
  expect([4, 5].map((epoch) => heightDue(state, epoch))).toEqual([false, true]);
});

test('the vector of the rules: two of five are near the middle, then four, and it is 13 man-hours', () => {
  const about = ask();
  const once = round(about, about.state, [8, 13, 13, 20, 80]);
  expect(taskIn(once, about.task)).toMatchObject({ state: 'estimating', round: 2, price: null });
  expect(taskIn(once, about.task).rounds).toMatchObject([{ median: 13, near: 2 }]);
  const twice = round(about, once, [10, 13, 13, 16, 20], 2);
  expect(taskIn(twice, about.task)).toMatchObject({ state: 'open', price: 13, ended: null });
  expect(taskIn(twice, about.task).rounds[1]).toMatchObject({ median: 13, near: 4 });
});

test('what was accepted flows from the asker to who did it, once, and actual hours change nothing', () => {
  const about = ask();
  const { world, task, id, alice, other } = about;
  const open = round(about, about.state, [13, 13, 13, 13, 13]);
  const taken = fold(open, 4, write(world, other, 'take', { task: id, price: 13 })).state;
  expect(taskIn(taken, task)).toMatchObject({ state: 'taken', taker: other.member.hex });
  const stuck = fold(taken, 5, write(world, other, 'step', { task: id, says: 'stuck', ...bare }));
  expect(taskIn(stuck.state, task).step).toBe('stuck');
  const done = fold(stuck.state, 6, write(world, other, 'step', { task: id, ...delivered })).state;
  expect(taskIn(done, task)).toMatchObject({ state: 'delivered', step: null });
  const verdict = { task: id, says: 'accepted', note: '' } as const;
  const [first, second] = [verdict, verdict].map((each) => write(world, alice, 'verdict', each));
  if (first === undefined || second === undefined) throw new Error('two verdicts');
  const both = fold(done, 7, first, second);
  expect(both.verdictsOf(first, second)).toEqual(['applied', 'without_effect: task_over']);
  expect(taskIn(both.state, task)).toMatchObject({ state: 'accepted', ended: 7, price: 13 });
  expect([alice, other].map((each) => hoursOf(both.state, each))).toEqual([-13, 13]);
  expect(both.report.accounts[1].volume).toBe(13n * hour);
  const compared = about.panel.map(({ member }) => both.state.work.compared.get(member.hex));
  expect(compared[0]).toEqual([{ task: id, title: 'Draw the tray icon on Wayland', ...pair }]);
  expect(compared).toEqual(about.panel.map(() => compared[0]));
  expect(decodeState(encodeState(both.state))?.work.tasks).toEqual(both.state.work.tasks);
});

const pair = { hours: 13, actual: 75, ended: 7 };

test('what is to be changed goes back to who does it, and is delivered again', () => {
  const { world, task, id, alice, other, state } = ask({ isEstimated: false, most: 8 });
  expect(taskIn(state, task)).toMatchObject({ state: 'open', price: 8, panel: [] });
  const records = [
    write(world, other, 'take', { task: id, price: 8 }),
    write(world, other, 'step', { task: id, ...delivered }),
  ];
  const done = fold(state, 2, ...records).state;
  const note = 'It is too dark.';
  const change = write(world, alice, 'verdict', { task: id, says: 'changes', note });
  const again = fold(done, 3, change).state;
  expect(taskIn(again, task)).toMatchObject({ state: 'taken', changes: note });
  const better = fold(again, 4, write(world, other, 'step', { task: id, ...delivered })).state;
  expect(taskIn(better, task)).toMatchObject({ state: 'delivered', changes: null });
  const accepted = write(world, alice, 'verdict', { task: id, says: 'accepted', note: '' });
  const end = fold(better, 5, accepted).state;
  expect(end.work.compared.get(other.member.hex)).toMatchObject([{ hours: 8, actual: 75 }]);
});

test('only those whom the asker names take it, and none of them says what it is worth', () => {
  const world = found(names, { estimateEpochs: 4, founderLine: 100n * hour });
  const [alice, bob, carol] = [world.of('alice'), world.of('bob'), world.of('carol')];
  const takers = [bob.member.hex];
  const fixed = asked(world, alice, { isEstimated: false, most: 8, takers });
  const estimated = asked(world, alice, { takers });
  const state = fold(genesisState(world.genesis), 0, fixed, estimated).state;
  const [byCarol, byBob] = [carol, bob].map((each) =>
    write(world, each, 'take', { task: idOf(fixed), price: 8 }),
  ) as [CheckedRecord, CheckedRecord];
  const tried = fold(state, 1, byCarol, byBob);
  expect(tried.verdictsOf(byCarol, byBob)).toEqual(['without_effect: not_for_you', 'applied']);
  expect(taskIn(tried.state, fixed)).toMatchObject({ state: 'taken', taker: bob.member.hex });
  const drawn = taskIn(tried.state, estimated).panel;
  expect([drawn.length, drawn.includes(bob.member.hex)]).toEqual([5, false]);
  expect(decodeState(encodeState(tried.state))?.work.tasks).toEqual(tried.state.work.tasks);
});

test('three disagreements send it back to its asker', () => {
  const about = ask();
  const answers = [1, 3, 8, 20, 80];
  let state = round(about, about.state, answers);
  state = round(about, state, answers, 2);
  expect(taskIn(state, about.task)).toMatchObject({ state: 'estimating', round: 3 });
  state = round(about, state, answers, 3);
  expect(taskIn(state, about.task)).toMatchObject({ state: 'rejected', price: null });
  expect(taskIn(state, about.task).rounds).toHaveLength(3);
});

test.each([
  [
    'two thirds who would split it',
    [13, 'split_first', 'split_first', 'split_first', 'split_first'],
  ],
  ['a price above what the asker would give', [40, 40, 40, 40, 40]],
] as const)('%s send it back at once', (_, answers) => {
  const about = ask();
  const state = round(about, about.state, answers);
  expect(taskIn(state, about.task)).toMatchObject({ state: 'rejected', price: null });
  expect(taskIn(state, about.task).rounds).toHaveLength(1);
});

test('who cannot tell agrees with nobody', () => {
  const about = ask();
  const state = round(about, about.state, [13, 13, 13, 'cannot_tell', 'cannot_tell']);
  expect(taskIn(state, about.task)).toMatchObject({ state: 'estimating', round: 2 });
  expect(taskIn(state, about.task).rounds).toMatchObject([{ median: 13, near: 3 }]);
});

test('an answer may be sealed anew until all have, and only the last one can be revealed', () => {
  const { world, task, id, panel, state } = ask();
  const [one] = panel;
  if (one === undefined) throw new Error('a panel');
  const [early, late] = [1, 13].map((hours) => estimated(world, one, id, { hours }));
  if (early === undefined || late === undefined) throw new Error('two');
  const sealed = fold(state, 2, early.seal, late.seal).state;
  expect(taskIn(sealed, task).seals.size).toBe(1);
  const waiting = fold(sealed, 5).state;
  expect(taskIn(waiting, task)).toMatchObject({ closes: 5, reveals: 9 });
  const [wrong, right] = [early.reveal(), late.reveal()];
  const folded = fold(waiting, 6, wrong, right);
  expect(folded.verdictsOf(wrong, right)).toEqual([
    'without_effect: reveals_something_else',
    'applied',
  ]);
});

test('whoever has no part in it is refused by name', () => {
  const { world, id, alice, panel, other, state } = ask();
  const [first, second] = panel;
  if (first === undefined || second === undefined) throw new Error('a panel');
  const [mine, stranger, early] = [
    estimated(world, alice, id, { hours: 8 }).seal,
    estimated(world, other, id, { hours: 8 }).seal,
    estimated(world, first, id, { hours: 8, round: 2, said: 'Early.' }).seal,
  ];
  const unknown = estimated(world, other, '0'.repeat(64), { hours: 8 }).seal;
  const take = write(world, other, 'take', { task: id, price: 8 });
  const folded = fold(state, 2, mine, stranger, early, unknown, take);
  expect(folded.verdictsOf(mine, stranger, early, unknown, take)).toEqual([
    'without_effect: a_party',
    'without_effect: not_on_the_panel',
    'without_effect: estimate_too_early',
    'without_effect: task_unknown',
    'without_effect: not_open',
  ]);
});

test('what comes too early or too late is refused by name', () => {
  const { world, id, panel, state } = ask();
  const sealed = panel.map((machine) => estimated(world, machine, id, { hours: 8 }));
  const [one, two, three, late, last] = sealed;
  if (!one || !two || !three || !late || !last) throw new Error('five');
  const early = one.reveal();
  const first = fold(state, 2, one.seal, two.seal, three.seal, early);
  expect(first.verdictsOf(early)).toEqual(['without_effect: reveal_too_early']);
  const closed = fold(first.state, 5).state;
  const unsealed = last.reveal();
  const again = one.reveal();
  const twice = one.reveal();
  const second = fold(closed, 6, late.seal, last.seal, unsealed, again, twice);
  expect(second.verdictsOf(late.seal, last.seal, unsealed, again, twice)).toEqual([
    'without_effect: estimate_too_late',
    'without_effect: estimate_too_late',
    'without_effect: nothing_sealed',
    'applied',
    'without_effect: already_revealed',
  ]);
  const over = fold(second.state, 9);
  const afterwards = two.reveal();
  expect(fold(over.state, 10, afterwards).verdictsOf(afterwards)).toEqual([
    'without_effect: estimate_too_late',
  ]);
});

test('in the first round only steps of the ladder count, and afterwards what lies between', () => {
  const about = ask();
  const { sealed, state } = sealAll(about, about.state, [7, 13, 13, 13, 20]);
  const reveals = sealed.map(({ reveal }) => reveal());
  const folded = fold(state, 3, ...reveals);
  expect(folded.verdictsOf(...reveals)).toEqual([
    'without_effect: off_the_ladder',
    ...['applied', 'applied', 'applied', 'applied'],
  ]);
});

test('the lowest and the highest say what they saw before they estimate again', () => {
  const { world, task, id, panel, state } = ask();
  const answers = [1, 3, 8, 20, 80] as const;
  const sealed = panel.map((machine, index) => {
    const hours = answers[index] ?? 1;
    return estimated(world, machine, id, { hours, reason: '' });
  });
  const all = fold(state, 2, ...sealed.map(({ seal }) => seal)).state;
  const once = fold(all, 3, ...sealed.map(({ reveal }) => reveal())).state;
  const seals = panel.map((each) => estimated(world, each, id, { hours: 8, round: 2 }).seal);
  const silent = fold(once, 4, ...seals);
  expect(silent.verdictsOf(...seals)).toEqual([
    'without_effect: reason_missing',
    ...['applied', 'applied', 'applied'],
    'without_effect: reason_missing',
  ]);
  const [low] = panel;
  if (low === undefined) throw new Error('a panel');
  const said = 'There is a library for it.';
  const explained = estimated(world, low, id, { hours: 5, round: 2, said }).seal;
  const spoken = fold(silent.state, 5, explained);
  expect(spoken.verdictsOf(explained)).toEqual(['applied']);
  expect(taskIn(spoken.state, task).rounds[0]?.answers.get(low.member.hex)).toEqual({
    hours: 1,
    reason: said,
  });
});

test('the asker, the panel and whoever the panel holds stake in do not take it', () => {
  const about = ask();
  const { world, id, alice, panel, other } = about;
  const open = round(about, about.state, [13, 13, 13, 13, 13]);
  const [one] = panel;
  if (one === undefined) throw new Error('a panel');
  const takes = [alice, one].map((each) => write(world, each, 'take', { task: id, price: 13 }));
  const refused = fold(open, 4, ...takes);
  expect(refused.verdictsOf(...takes)).toEqual([
    'without_effect: a_party',
    'without_effect: a_party',
  ]);
  const crossed = withCross(open, one.member.hex, other.member.hex);
  const take = write(world, other, 'take', { task: id, price: 13 });
  const { verdicts } = foldEpoch(crossed, { epoch: 4, records: [take] });
  expect(verdicts.get(idOf(take))).toMatchObject({ verdict: 'without_effect', name: 'a_party' });
});

/** As if the two had traded a tenth of themselves. */
function withCross(state: LedgerState, one: string, two: string): LedgerState {
  const whole = BigInt(state.parameters.sharesPerIssuer);
  const row = (holder: string, issuer: string) =>
    [
      holder,
      new Map([
        [holder, new Map([[noCause, whole - whole / 10n]])],
        [issuer, new Map([['c'.repeat(64), whole / 10n]])],
      ]),
    ] as const;
  const lots = new Map([...state.market.lots, row(one, two), row(two, one)]);
  return { ...state, market: { ...state.market, lots } };
}

test('who takes it agrees to its very price', () => {
  const { world, task, id, other, state } = ask({ isEstimated: false });
  const [cheap, right] = [13, 20].map((price) => write(world, other, 'take', { task: id, price }));
  if (cheap === undefined || right === undefined) throw new Error('two');
  const folded = fold(state, 2, cheap, right);
  expect(folded.verdictsOf(cheap, right)).toEqual(['without_effect: price_differs', 'applied']);
  expect(taskIn(folded.state, task).taker).toBe(other.member.hex);
  const back = write(world, other, 'step', { task: id, says: 'given_back', ...bare });
  expect(taskIn(fold(folded.state, 3, back).state, task)).toMatchObject({
    state: 'open',
    taker: null,
    price: 20,
  });
});

test('an acceptance beyond what the asker may owe is refused, and can be said again later', () => {
  const world = found(names, { founderLine: 10n * hour });
  const [alice, bob] = [world.of('alice'), world.of('bob')];
  const task = asked(world, alice, { isEstimated: false, most: 13 });
  const id = idOf(task);
  const start = fold(genesisState(world.genesis), 0, task).state;
  const taken = fold(start, 1, write(world, bob, 'take', { task: id, price: 13 })).state;
  const done = fold(taken, 2, write(world, bob, 'step', { task: id, ...delivered })).state;
  expect(freeManHours(done, alice.member.hex)).toBe(10n * hour);
  const accepted = write(world, alice, 'verdict', { task: id, says: 'accepted', note: '' });
  const refused = fold(done, 3, accepted);
  expect(refused.verdictsOf(accepted)).toEqual(['without_effect: beyond_line']);
  expect(taskIn(refused.state, task).state).toBe('delivered');
  expect(refused.report.accounts[1].volume).toBe(0n);
});

test('of two acceptances in one height, the second counts what the first will cost', () => {
  const world = found(names, { founderLine: 10n * hour });
  const [alice, bob] = [world.of('alice'), world.of('bob')];
  const tasks = [1, 2].map(() => asked(world, alice, { isEstimated: false, most: 8 }));
  const steps = tasks.flatMap((task) => [
    write(world, bob, 'take', { task: idOf(task), price: 8 }),
    write(world, bob, 'step', { task: idOf(task), ...delivered }),
  ]);
  const start = fold(genesisState(world.genesis), 0, ...tasks).state;
  const done = fold(start, 1, ...steps).state;
  const verdicts = tasks.map((task) =>
    write(world, alice, 'verdict', { task: idOf(task), says: 'accepted', note: '' }),
  );
  expect(fold(done, 2, ...verdicts).verdictsOf(...verdicts)).toEqual([
    'applied',
    'without_effect: beyond_line',
  ]);
});

test('where hardly anybody could estimate it, the asker names the price', () => {
  const { task, state } = ask({ most: 13 }, ['alice', 'bob', 'carol']);
  expect(taskIn(state, task)).toMatchObject({ state: 'open', price: 13, panel: [], round: 0 });
});

test('three of four others are drawn where there are no five', () => {
  const { panel } = ask({}, ['alice', 'bob', 'carol', 'dave', 'erin']);
  expect(panel).toHaveLength(3);
});

test('who leaves does not hold the others up, and who does a task leaves it open', () => {
  const about = ask();
  const { world, task, id, panel, other } = about;
  const [first, ...others] = panel;
  if (first === undefined) throw new Error('a panel');
  const leave = write(world, first, 'leave', { member: first.member.publicKey });
  const sealed = others.map((each) => estimated(world, each, id, { hours: 13 }));
  const gone = fold(about.state, 2, leave, ...sealed.map(({ seal }) => seal)).state;
  expect(taskIn(gone, task)).toMatchObject({ closes: 2, reveals: 6 });
  expect(taskIn(gone, task).panel).toHaveLength(4);
  const open = fold(gone, 3, ...sealed.map(({ reveal }) => reveal())).state;
  expect(taskIn(open, task)).toMatchObject({ state: 'open', price: 13 });
  const taken = fold(open, 4, write(world, other, 'take', { task: id, price: 13 })).state;
  const left = fold(taken, 5, write(world, other, 'leave', { member: other.member.publicKey }));
  expect(taskIn(left.state, task)).toMatchObject({ state: 'open', taker: null, price: 13 });
});

test('when most of a panel leave, others are drawn, and the round begins again', () => {
  const { world, task, panel, state } = ask();
  const leaves = panel
    .slice(0, 3)
    .map((each) => write(world, each, 'leave', { member: each.member.publicKey }));
  const gone = fold(state, 2, ...leaves).state;
  expect(taskIn(gone, task)).toMatchObject({ state: 'estimating', round: 0, panel: [] });
  const again = fold(gone, 3).state;
  expect(taskIn(again, task)).toMatchObject({ state: 'estimating', round: 1, closes: 7 });
  expect(taskIn(again, task).panel).toHaveLength(3);
});

test('who leaves takes what they asked for with them', () => {
  const { world, task, alice, state } = ask();
  const leave = write(world, alice, 'leave', { member: alice.member.publicKey });
  expect(taskIn(fold(state, 2, leave).state, task)).toMatchObject({ state: 'withdrawn', ended: 2 });
});

test('an asker takes back what nobody does, and not what somebody has time for', () => {
  const { world, task, id, alice, other, state } = ask({ isEstimated: false, most: 8, due: 9 });
  const withdraw = () => write(world, alice, 'verdict', { task: id, says: 'withdrawn', note: '' });
  const taken = fold(state, 2, write(world, other, 'take', { task: id, price: 8 })).state;
  const early = withdraw();
  const refused = fold(taken, 3, early);
  expect(refused.verdictsOf(early)).toEqual(['without_effect: taken_in_time']);
  const late = fold(refused.state, 9, withdraw());
  expect(taskIn(late.state, task)).toMatchObject({ state: 'withdrawn', ended: 9 });
  const again = write(world, alice, 'verdict', { task: id, says: 'accepted', note: '' });
  expect(fold(late.state, 10, again).verdictsOf(again)).toEqual(['without_effect: task_over']);
});

test('what nobody took in time is over, and is forgotten after thirty days', () => {
  const { task, state } = ask({ isEstimated: false, most: 8, due: 9 });
  expect([8, 9].map((epoch) => heightDue(state, epoch))).toEqual([false, true]);
  const over = fold(state, 9).state;
  expect(taskIn(over, task)).toMatchObject({ state: 'withdrawn', ended: 9 });
  const month = 30 * 24;
  const known = fold(over, 9 + month - 1).state;
  expect(known.work.tasks.size).toBe(1);
  expect(fold(known, 9 + month).state.work.tasks.size).toBe(0);
});

test('after a long silence of the witnesses there is still time to reveal', () => {
  const about = ask();
  const { world, task, id, panel, state } = about;
  const sealed = panel.slice(0, 4).map((each) => estimated(world, each, id, { hours: 13 }));
  const late = fold(state, 50, ...sealed.map(({ seal }) => seal)).state;
  expect(taskIn(late, task)).toMatchObject({ state: 'estimating', closes: 50, reveals: 54 });
  const open = fold(late, 80, ...sealed.map(({ reveal }) => reveal())).state;
  expect(taskIn(open, task)).toMatchObject({ state: 'open', price: 13 });
});

test('a round in which nobody answers is over all the same', () => {
  const { task, state } = ask();
  const silent = fold(state, 5).state;
  expect(taskIn(silent, task)).toMatchObject({ state: 'estimating', round: 2, closes: 9 });
  const again = fold(fold(silent, 9).state, 13).state;
  expect(taskIn(again, task)).toMatchObject({ state: 'rejected', ended: 13 });
});

test('nobody has more than fifty tasks at a time', () => {
  const world = found(['alice', 'bob']);
  const alice = world.of('alice');
  let state = genesisState(world.genesis);
  for (let epoch = 0; epoch < 2; epoch += 1) {
    const tasks = Array.from({ length: 25 }, () => asked(world, alice, { isEstimated: false }));
    state = fold(state, epoch, ...tasks).state;
  }
  const more = asked(world, alice);
  expect(fold(state, 2, more).verdictsOf(more)).toEqual(['without_effect: too_many_tasks']);
});

test.each([[0], [1], [731 * 24]])('a task that is due in epoch %s is refused', (due) => {
  const world = found(['alice', 'bob']);
  const task = asked(world, world.of('alice'), { due });
  const folded = fold(genesisState(world.genesis), 1, task);
  expect(folded.verdictsOf(task)).toEqual(['without_effect: due_out_of_range']);
});
