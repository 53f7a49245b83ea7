/** What pages hear of tasks among real nodes on virtual time, from being asked for to being paid. */
import { expect, test } from 'vitest';
import type { AnswerHours, TaskView } from '../../shared/api/task-shape.ts';
import { assert } from '../../shared/base/assert.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import type { InferOutput } from 'valibot';
import { given } from '../support/stake-house.ts';
import { createRecordWorld, epochMs } from '../support/record-world/world.ts';
import type { RecordWorld } from '../support/record-world/world.ts';
import { openTaskHouse, taskText } from '../support/task-house.ts';
import type { TaskHouse } from '../support/task-house.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? 11);
const said = { reason: '', said: '' };

/** Runs until it is so, for a bounded number of epochs: how soon something is certified is not what is asked here. */
async function until(world: RecordWorld, holds: () => Promise<boolean>): Promise<void> {
  for (let steps = 0; steps < 60 && !(await holds()); steps += 1) world.time.run(epochMs / 4);
  assert(await holds(), 'it comes to be so');
}

interface Scene {
  readonly world: RecordWorld;
  readonly houses: readonly TaskHouse[];
  readonly asker: TaskHouse;
  readonly task: string;
  readonly panel: readonly TaskHouse[];
  readonly others: readonly TaskHouse[];
}

/** So many people; the first asks for something, and a panel is drawn for it. */
async function askAmong(founders: number, change = {}): Promise<Scene> {
  const world = createRecordWorld(seed, {
    ...{ founders, witnesses: 4, degree: 7, parameters: { estimateEpochs: 3 } },
  });
  for (const keeper of world.keepers) world.start(keeper);
  world.time.run(0.3 * epochMs);
  const houses = world.keepers.map((keeper) => openTaskHouse(world, keeper));
  const [asker] = houses;
  assert(asker !== undefined, 'somebody is there');
  const { community } = asker;
  const { task } = await given('tasks.ask', asker.tasks.ask({ community, ...taskText(change) }));
  expect(await asker.show(task)).toMatchObject({ state: 'waiting', isMine: true });
  await until(world, async () => (await asker.show(task)).state !== 'waiting');
  await everybodySees({ world, houses, task }, ({ estimating }) => estimating !== null);
  const drawn = new Set((await asker.show(task)).panel.map(({ person }) => person.id));
  const panel = houses.filter(({ me }) => drawn.has(me));
  const others = houses.filter((each) => each !== asker && !drawn.has(each.me));
  return { world, houses, asker, task, panel, others };
}

type Hours = InferOutput<typeof AnswerHours>;

/** Runs until all see the task so. */
function everybodySees(
  { world, houses, task }: Pick<Scene, 'world' | 'houses' | 'task'>,
  holds: (task: TaskView) => boolean,
): Promise<void> {
  return until(world, async () => {
    const seen = await Promise.all(houses.map(({ show }) => show(task)));
    return seen.every(holds);
  });
}

/** All of the panel seal one answer each; their machines reveal them, and the round is judged. */
async function answerAll(scene: Scene, hours: readonly Hours[], saying = ''): Promise<void> {
  const { panel, task, asker } = scene;
  const before = (await asker.show(task)).rounds.length;
  for (const [index, { tasks, community, show }] of panel.entries()) {
    const answer = { hours: hours[index] ?? 1, ...said, said: saying };
    const { isAskedWhy } = await show(task);
    const own = isAskedWhy ? answer : { ...answer, said: '' };
    await given('tasks.estimate', tasks.estimate({ community, task, ...own }));
  }
  await everybodySees(scene, ({ rounds }) => rounds.length > before);
}

test('a panel of five agrees in the second round, once the lowest and the highest have said why', async () => {
  const scene = await askAmong(8, { mostHours: 13 });
  const { asker, task, panel, others, world } = scene;
  expect(panel).toHaveLength(5);
  const [first] = panel;
  const [taker] = others;
  assert(first !== undefined && taker !== undefined, 'there are both');
  expect(await first.show(task)).toMatchObject({
    ...{ state: 'estimating', estimating: { round: 1, phase: 'sealing' }, mine: null },
    may: { estimate: null, take: { name: 'not_open' } },
  });

  await answerAll(scene, [8, 13, 13, 20, 80]);
  const second = await asker.show(task);
  expect(second).toMatchObject({ state: 'estimating', estimating: { round: 2 }, price: null });
  expect(second.rounds).toMatchObject([{ median: 13, near: 2, needed: 4, isAgreed: false }]);
  const outliers = await Promise.all(panel.map(({ show }) => show(task)));
  expect(outliers.map(({ isAskedWhy }) => isAskedWhy)).toEqual([true, false, false, false, true]);
  const silent = first.tasks.estimate({ community: first.community, task, hours: 8, ...said });
  expect(await silent).toMatchObject({ ok: false, error: { name: 'reason_missing' } });

  await answerAll(scene, [10, 13, 13, 16, 20], 'It also needs a fallback.');
  const open = await taker.show(task);
  expect(open).toMatchObject({ state: 'open', price: 13, may: { take: null } });
  expect(open.rounds[1]).toMatchObject({ median: 13, near: 4, needed: 4, isAgreed: true });
  const reasons = open.rounds[0]?.answers.map(({ reason }) => reason);
  expect(reasons?.filter((each) => each !== '')).toHaveLength(2);
  expect((await first.show(task)).may.take).toMatchObject({ name: 'a_party' });
  expect(world.faults).toEqual([]);
});

test('a task is taken, reported on, delivered, changed, delivered again and accepted, and both accounts say so', async () => {
  const scene = await askAmong(8, { mostHours: 8 });
  const { asker, task, others, world } = scene;
  const { community } = asker;
  await answerAll(scene, [5, 5, 5, 8, 5]);
  const [taker] = others;
  assert(taker !== undefined, 'somebody is no party');
  await given('tasks.take', taker.tasks.take({ community, task }));
  expect(await taker.show(task)).toMatchObject({ waiting: 'take', state: 'open' });
  await everybodySees(scene, ({ state }) => state === 'taken');
  expect(await taker.show(task)).toMatchObject({ isTakenByMe: true, waiting: null });
  const early = await asker.tasks.withdraw({ community, task });
  expect(early).toMatchObject({ ok: false, error: { name: 'taken_in_time' } });
  await given('tasks.step', taker.tasks.step({ community, task, step: 'stuck' }));
  await everybodySees(scene, ({ step }) => step === 'stuck');
  expect((await asker.show(task)).may.withdraw).toBeNull();

  const delivery = { link: 'https://example.org/1', note: 'See there.', actualTenths: 65 };
  await given('tasks.deliver', taker.tasks.deliver({ community, task, ...delivery }));
  await everybodySees(scene, ({ state }) => state === 'delivered');
  const waiting = await given('tasks.forMe', asker.tasks.forMe({ community }));
  expect(waiting.waiting).toMatchObject([{ task, action: 'accept' }]);
  const changes = 'The menu is missing.';
  await given('tasks.answer', asker.tasks.answer({ community, task, changes }));
  await everybodySees(scene, (each) => each.state === 'taken' && each.changes === changes);
  await given('tasks.deliver', taker.tasks.deliver({ community, task, ...delivery }));
  await everybodySees(scene, ({ state }) => state === 'delivered');
  await given('tasks.answer', asker.tasks.answer({ community, task, changes: null }));
  await everybodySees(scene, ({ state }) => state === 'accepted');
  expect(await asker.show(task)).toMatchObject({ price: 5, delivery });
  const state = asker.keeper.node?.state();
  assert(state !== undefined, 'the machine is up');
  expect(accountOf(state, taker.me, 1).balance).toBe(5_000_000n);
  expect(accountOf(state, asker.me, 1).promise).toBe(5_000_000n);
  for (const { tasks } of scene.panel) {
    const { pairs, sentence } = await given('tasks.calibration', tasks.calibration({ community }));
    expect(pairs).toMatchObject([{ task, actualTenths: 65 }]);
    expect(sentence).toMatch(/^Yours usually need/);
  }
  expect(world.faults).toEqual([]);
});

test('an estimate whose machine is killed after sealing is revealed by it once it is back', async () => {
  const scene = await askAmong(8);
  const { task, panel, world, asker } = scene;
  const [first, ...rest] = panel;
  assert(first !== undefined, 'there is a panel');
  const { community, tasks } = first;
  await given('tasks.estimate', tasks.estimate({ community, task, hours: 3, ...said }));
  await given('tasks.estimate', tasks.estimate({ community, task, hours: 5, ...said }));
  await until(world, async () => (await asker.show(task)).panel.some(({ hasSealed }) => hasSealed));
  await until(world, async () => (await first.show(task)).mine?.state === 'sealed');
  expect((await first.show(task)).mine).toMatchObject({ hours: 5 });
  world.crash(first.keeper);
  for (const each of rest) {
    await given('tasks.estimate', each.tasks.estimate({ community, task, hours: 5, ...said }));
  }
  await until(world, async () => (await asker.show(task)).estimating?.phase === 'revealing');
  world.start(first.keeper);
  await until(world, async () => (await asker.show(task)).state === 'open');
  const open = await asker.show(task);
  expect(open.price).toBe(5);
  expect(open.rounds[0]?.answers).toHaveLength(5);
});

test('who is no member of the panel, answers off the ladder, too late or as a party is refused by name', async () => {
  const scene = await askAmong(8);
  const { asker, task, others, panel, world } = scene;
  const [stranger] = others;
  const [first] = panel;
  assert(stranger !== undefined && first !== undefined, 'there are both');
  const { community } = asker;
  const estimate = (house: TaskHouse, hours: Hours) =>
    house.tasks.estimate({ community, task, hours, ...said });
  const refused = (name: string) => ({ ok: false, error: { name } });
  expect(await estimate(asker, 5)).toMatchObject(refused('a_party'));
  expect(await estimate(stranger, 5)).toMatchObject(refused('not_on_the_panel'));
  expect(await estimate(first, 7)).toMatchObject(refused('off_the_ladder'));
  expect(await estimate(first, 100)).toMatchObject(refused('off_the_ladder'));
  expect(await first.tasks.reveal({ community, task })).toMatchObject(refused('reveal_too_early'));
  for (const house of panel.slice(1)) {
    await given('tasks.estimate', estimate(house, 5));
  }
  await until(world, async () => (await first.show(task)).estimating?.phase === 'revealing');
  expect(await estimate(first, 5)).toMatchObject(refused('estimate_too_late'));
  expect(await first.tasks.reveal({ community, task })).toMatchObject(refused('nothing_sealed'));
  await everybodySees(scene, ({ state }) => state === 'open');
  const after = await asker.show(task);
  expect(after.price).toBe(5);
  expect(after.rounds[0]?.answers).toHaveLength(4);
  const bad = { community, ...taskText({ mostHours: 7 }) };
  expect(await asker.tasks.ask(bad)).toMatchObject(refused('off_the_ladder'));
  const late = { community, ...taskText({ dueAtMs: 1 }) };
  expect(await asker.tasks.ask(late)).toMatchObject(refused('due_out_of_range'));
  const empty = { community, ...taskText({ title: ' ' }) };
  expect(await asker.tasks.ask(empty)).toMatchObject(refused('bad_task'));
  const unknown = { community, task: 'ab'.repeat(32) };
  expect(await asker.tasks.show(unknown)).toMatchObject(refused('unknown_task'));
});
