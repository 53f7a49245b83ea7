/**
 * Tasks among real nodes, from the command line: a panel of five says in two rounds what one is worth, with one of them
 * killed in between, and another task is done and paid for.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskView } from '../../shared/api/task-shape.ts';
import { assert } from '../../shared/base/assert.ts';
import { runHere } from '../support/command-here.ts';
import {
  asked,
  createTaskCommunity,
  patiently,
  refusedAs,
  sees,
  told,
} from '../support/task-community.ts';
import type { TaskCommunity } from '../support/task-community.ts';
import type { TestNode } from '../support/nodes.ts';

let community: TaskCommunity;
let alice: TestNode;
let panel: readonly TestNode[];

beforeAll(async () => {
  community = await createTaskCommunity(['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank']);
  const [first, ...others] = community.people;
  assert(first !== undefined, 'Alice is there');
  [alice, panel] = [first, others];
}, 400_000);

afterAll(() => community.close());

const everybodySees = (task: string, holds: (task: TaskView) => boolean) =>
  Promise.all(community.people.map((each) => sees(community, each, task, holds)));

async function ask(person: TestNode, ...more: readonly string[]): Promise<string> {
  const due = ['--done', 'It shows on GNOME.\nIt pauses.', '--due', '2d'];
  const { task } = await patiently(() => told(person, 'task', 'ask', ...more, ...due));
  assert(typeof task === 'string', 'it has an id');
  return task;
}

test(
  'a panel of five over real nodes agrees in the second round, and whoever may not answer is refused by name',
  { timeout: 300_000 },
  async () => {
    const task = await ask(alice, 'Tray icon', '--most', '20', '--skill', 'linux');
    await everybodySees(task, (each) => each.panel.length === 5);
    expect(await refusedAs(alice, 'task', 'estimate', task, '5')).toBe('a_party');
    const [bob, carol] = panel;
    assert(bob !== undefined && carol !== undefined, 'there is a panel');
    expect(await refusedAs(bob, 'task', 'estimate', task, '100')).toBe('off_the_ladder');
    const waiting = { waiting: [{ task, action: 'estimate' }], counts: { to_estimate: 1 } };
    expect(await told(bob, 'task', 'waiting')).toMatchObject(waiting);
    const listed = { total: 1, tasks: [{ id: task, may: { estimate: null } }] };
    expect(await told(bob, 'task', 'list', '--tab', 'to-estimate')).toMatchObject(listed);
    for (const [index, hours] of ['8', '13', '13', '20', '80'].entries()) {
      const each = panel[index];
      assert(each !== undefined, 'there are five');
      await told(each, 'task', 'estimate', task, hours);
    }
    const [second] = await everybodySees(task, ({ estimating }) => estimating?.round === 2);
    expect(second?.rounds).toMatchObject([{ median: 13, near: 2, needed: 4, isAgreed: false }]);

    expect(await refusedAs(bob, 'task', 'estimate', task, '10')).toBe('reason_missing');
    await told(carol, 'task', 'estimate', task, '13');
    await sees(community, alice, task, ({ panel: seen }) => seen.some((each) => each.hasSealed));
    await carol.kill();
    const said = ['--saw', 'It also needs a fallback.'];
    for (const [index, hours] of ['10', '', '13', '16', '20'].entries()) {
      const each = panel[index];
      assert(each !== undefined, 'there are five');
      const saw = index === 0 || index === 4 ? said : [];
      if (each !== carol) await told(each, 'task', 'estimate', task, hours, ...saw);
    }
    await carol.start();
    const [agreed] = await everybodySees(task, ({ state }) => state === 'open');
    expect(agreed).toMatchObject({ price: 13, rounds: [{ near: 2 }, { median: 13, near: 4 }] });
    expect(agreed?.rounds[1]?.answers).toHaveLength(5);
    const { text } = await runHere(['task', 'show', 'Tray icon', '--data', alice.dataFolder]);
    expect(text).toContain('Round 2: 4 of the panel are near 13 man-h, the one in the middle');
    expect(text).toContain('80 man-h: It also needs a fallback.');
    const late = await refusedAs(bob, 'task', 'estimate', task, '5');
    expect(late).toBe('estimate_too_late');
    expect(await refusedAs(bob, 'task', 'take', task)).toBe('a_party');
  },
);

test(
  'a task is taken, delivered, changed and accepted, and stands in both statements of man-hours',
  { timeout: 300_000 },
  async () => {
    const [bob, carol] = panel;
    assert(bob !== undefined && carol !== undefined, 'there are both');
    const task = await ask(bob, 'Label the menu', '--most', '8', '--fixed');
    await everybodySees(task, ({ state }) => state === 'open');
    expect(await refusedAs(bob, 'task', 'take', task)).toBe('a_party');
    await told(carol, 'task', 'take', 'Label the menu');
    await sees(community, carol, task, ({ state }) => state === 'taken');
    await told(carol, 'task', 'check-in', task, 'needs-longer');
    await sees(community, bob, task, ({ step }) => step === 'needs_longer');
    const link = ['--link', 'https://example.org/label', '--took', '6.5'];
    await told(carol, 'task', 'deliver', task, ...link);
    await sees(community, bob, task, ({ state }) => state === 'delivered');
    await told(bob, 'task', 'changes', task, 'Two words are wrong.');
    await sees(community, carol, task, ({ changes }) => changes === 'Two words are wrong.');
    await told(carol, 'task', 'deliver', task, ...link);
    await sees(community, bob, task, ({ state }) => state === 'delivered');
    expect(await refusedAs(carol, 'task', 'accept', task)).toBe('not_the_asker');
    await told(bob, 'task', 'accept', task);
    await everybodySees(task, ({ state }) => state === 'accepted');

    const hours = 8_000_000n;
    expect(await manHours(carol)).toMatchObject([{ given: hours, used: 0n, minted: hours }]);
    expect(await manHours(bob)).toMatchObject([{ given: 0n, used: hours, drawn: hours }]);
    const behind = {
      task: { id: task, title: 'Label the menu' },
      quantity: hours,
      currency: 'man',
    };
    expect(await told(carol, 'task', 'calibration')).toMatchObject({
      pairs: [{ task, hours: 8, actualTenths: 65 }],
      ratioPpm: 812_500,
    });
    expect(await linesBehind(carol)).toMatchObject([{ ...behind, direction: 'given' }]);
    expect(await linesBehind(bob)).toMatchObject([{ ...behind, direction: 'used' }]);
  },
);

async function manHours(person: TestNode) {
  const page = { community: community.id, currency: 'man' as const, before: null, limit: 10 };
  const { epochs } = await asked(person, (client) => client.accounts.epochs(page));
  return epochs.filter(({ given, used }) => given + used > 0n);
}

async function linesBehind(person: TestNode) {
  const [{ height } = { height: null }] = await manHours(person);
  const asking = { community: community.id, height };
  return (await asked(person, (client) => client.accounts.lines(asking))).lines;
}
