/**
 * A release that work went into, among whole nodes: fetched from one, by the next from two at once, by the third from
 * the second. Every piece is paid in both currencies, and the statements of all of them say so. COMMON_HOURS_LONG takes
 * 64 MiB in 200 files instead of 8 in 40.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OnShelfView } from '../../shared/api/software-shape.ts';
import { assert } from '../../shared/base/assert.ts';
import { fillFolder } from '../support/release-processes.ts';
import { asked, createTaskCommunity, patiently, sees, told } from '../support/task-community.ts';
import type { TaskCommunity } from '../support/task-community.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { TestNode } from '../support/nodes.ts';

const isLong = process.env['COMMON_HOURS_LONG'] === '1';
const [files, mebibytes] = isLong ? [200, 64] : [40, 8];
const timeout = isLong ? 900_000 : 400_000;
/** Bytes a second: two minutes for all of it. */
const slow = 65_536;

let community: TaskCommunity;

beforeAll(async () => {
  community = await createTaskCommunity(
    ['Alice', 'Bob', 'Carol', 'Dave'],
    [{ name: 'launchForecast', value: 4n }],
  );
}, 400_000);

afterAll(() => community.close());

test(
  'what arrived is paid piece by piece, whoever gave it, and stands in every statement',
  { timeout },
  async () => {
    const [alice, bob, carol, dave] = community.people;
    assert(alice && bob && carol && dave, 'there are four');
    const source = fillFolder(temporaryFolder(), sizes());
    const release = await published(alice, bob, source);
    const maker = alice;
    const { pieces } = await patiently(() => shelfOf(maker, release));

    const first = await got(dave, release, source);
    expect(first.sources).toMatchObject([
      { person: { name: 'Alice' }, pieces, paidPieces: pieces },
    ]);

    // Alice is slow until Dave has begun to give as well
    await share(dave, release, false);
    await limit(alice, slow);
    const begun = got(bob, release, source);
    await patiently(async () => expect((await shelfOf(bob, release)).pieces).toBeGreaterThan(0));
    await share(dave, release, true);
    await patiently(async () => {
      const { sources } = await shelfOf(bob, release);
      expect(sources.filter((each) => each.pieces > 0)).toHaveLength(2);
    });
    await limit(alice, null);
    const second = await begun;
    const names = second.sources.map(({ person }) => person.name);
    expect(new Set(names)).toEqual(new Set(['Alice', 'Dave']));
    expect(second.sources.reduce((sum, { paidPieces }) => sum + paidPieces, 0)).toBe(pieces);

    await share(alice, release, false);
    await share(dave, release, false);
    const third = await got(carol, release, source);
    expect(third.sources).toMatchObject([{ person: { name: 'Bob' }, pieces, paidPieces: pieces }]);

    const all = [alice, bob, carol, dave];
    for (const person of [bob, carol, dave]) {
      await patiently(async () => {
        const lines = await linesOf(person, release);
        const used = lines.filter(({ direction }) => direction === 'used');
        // whoever served signed for each piece, and the price was charged for the same
        expect(sum(used, 'cpu', ({ slices }) => slices)).toBe(pieces);
        expect(sum(used, 'man', ({ slices }) => slices)).toBe(pieces);
        const hours = (currency: 'cpu' | 'man') =>
          sum(used, currency, ({ quantity }) => Number(quantity));
        const { paid } = await shelfOf(person, release);
        expect(paid.map(Number)).toEqual([hours('cpu'), hours('man')]);
        expect(hours('man')).toBeGreaterThan(0);
      });
    }
    await patiently(async () => {
      const used = (await Promise.all(all.map((each) => linesOf(each, release)))).flat();
      for (const currency of ['cpu', 'man'] as const) {
        const total = (direction: string) =>
          sum(
            used.filter((line) => line.direction === direction),
            currency,
            ({ quantity }) => Number(quantity),
          );
        expect(total('given')).toBe(total('used'));
      }
    });
  },
);

function sizes(): Readonly<Record<string, number>> {
  const bytes = (mebibytes * 1_048_576) / files;
  const each = (index: number) => [`part ${index % 7}/file ${index}`, Math.round(bytes)] as const;
  return Object.fromEntries(Array.from({ length: files }, (_, index) => each(index)));
}

/** One asks the other for work, accepts it, and shares what came of it. */
async function published(maker: TestNode, worker: TestNode, source: string): Promise<string> {
  const ask = ['Draw it', '--most', '8', '--fixed', '--done', 'It is drawn.', '--due', '2d'];
  const { task } = await patiently(() => told(maker, 'task', 'ask', ...ask));
  assert(typeof task === 'string', 'it has an id');
  await sees(community, worker, task, ({ state }) => state === 'open');
  await told(worker, 'task', 'take', task);
  await sees(community, worker, task, ({ state }) => state === 'taken');
  await told(worker, 'task', 'deliver', task, '--link', 'https://example.org/it', '--took', '8');
  await sees(community, maker, task, ({ state }) => state === 'delivered');
  await told(maker, 'task', 'accept', task);
  await sees(community, maker, task, ({ state }) => state === 'accepted');
  const named = ['--name', 'Drawing', '--release', '1', '--licence', 'MIT', '--task', task];
  const shared = await told(maker, 'software', 'share', source, ...named);
  return String(shared['release']);
}

/** Fetches it as a person does, and waits until every piece of it is paid. */
async function got(person: TestNode, release: string, source: string): Promise<OnShelfView> {
  const into = join(temporaryFolder(), 'here');
  mkdirSync(into);
  const ended = await patiently(() => told(person, 'software', 'get', release, '--into', into));
  const [cpu, man] = (ended['setAsideAtFirst'] as string[]).map(Number);
  assert(cpu !== undefined && man !== undefined, 'both are set aside');
  expect(cpu).toBeGreaterThan(0);
  expect(man).toBeGreaterThan(0);
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!path.includes('file')) continue;
    const [there, here] = [join(source, path), join(into, 'Drawing 1', path)];
    expect(readFileSync(here).equals(readFileSync(there))).toBe(true);
  }
  return patiently(async () => {
    const shelf = await shelfOf(person, release);
    expect(shelf).toMatchObject({ state: 'ready', setAside: [0n, 0n] });
    expect(shelf.paidPieces).toBe(shelf.pieces);
    expect(Number(shelf.paid[0])).toBeLessThanOrEqual(cpu);
    // the price follows the forecast while it arrives, and never comes to more than was set aside
    expect(Number(shelf.paid[1])).toBeLessThanOrEqual(man);
    return shelf;
  });
}

async function shelfOf(person: TestNode, release: string): Promise<OnShelfView> {
  const { client, close } = await person.connect();
  const found = await new Promise<OnShelfView | undefined>((resolve) => {
    client.software.mine.subscribe(({ releases }) => {
      resolve(releases.find((each) => each.release === release));
    });
  });
  close();
  assert(found !== undefined, `${person.name} has it`);
  return found;
}

function share(person: TestNode, release: string, isShared: boolean) {
  const about = { community: community.id, release, isShared };
  return asked(person, (client) => client.software.keepSharing(about));
}

function limit(person: TestNode, giveRate: number | null) {
  return asked(person, (client) => client.software.limit({ giveRate }));
}

/** All lines of a person about a release: certified, and not yet. */
async function linesOf(person: TestNode, release: string) {
  const heights = new Set<number | null>();
  for (const currency of ['cpu', 'man'] as const) {
    const page = { community: community.id, currency, before: null, limit: 100 };
    const { epochs } = await asked(person, (client) => client.accounts.epochs(page));
    for (const { height } of epochs) heights.add(height);
  }
  const lines = [];
  for (const height of heights) {
    const about = { community: community.id, height };
    lines.push(...(await asked(person, (client) => client.accounts.lines(about))).lines);
  }
  return lines.filter((line) => line.release?.id === release);
}

type Line = Awaited<ReturnType<typeof linesOf>>[number];

function sum(lines: readonly Line[], currency: 'cpu' | 'man', of: (line: Line) => number): number {
  return lines.reduce((all, line) => (line.currency === currency ? all + of(line) : all), 0);
}
