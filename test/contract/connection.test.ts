/** How the page keeps its one client while links come and go. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { createConnection } from '../../renderer/node/connection.ts';
import { contract } from '../../shared/api/contract.ts';
import type { PeopleView } from '../../shared/api/contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import { createMemoryLinks } from '../../shared/api/link.ts';
import type { Link } from '../../shared/api/link.ts';
import { serve } from '../../shared/api/server.ts';
import { ok } from '../../shared/base/result.ts';
import { until } from './until.ts';

const nobody: PeopleView = { present: [], refused: [], turnedAway: [] };
const refused = (times: number): PeopleView => ({
  present: [],
  refused: [{ reason: 'garbage', times }],
  turnedAway: [],
});

/** A node that can be away, and a page's connection to it whose timers the test sets off. */
function setup(options: { readonly isAway?: boolean } = {}) {
  const people = createCell(nobody);
  const handlers = {
    people: { list: people },
    lending: { resume: () => ok({}) },
  } as unknown as Handlers<typeof contract>;
  const waits: { readonly ms: number; readonly action: () => void }[] = [];
  let isAway = options.isAway ?? false;
  let now = 1_000;
  let opened = 0;
  let nodeEnd: Link | null = null;

  const connection = createConnection({
    async openLink() {
      opened += 1;
      if (isAway) return null;
      const [page, node] = createMemoryLinks();
      nodeEnd = node;
      serve(contract, handlers, node, {
        version: '1.0.0',
        log: { warn() {} },
        after: () => () => {},
      });
      return page;
    },
    now: () => now,
    after(ms, action) {
      const wait = { ms, action };
      waits.push(wait);
      return () => void waits.splice(waits.indexOf(wait), 1);
    },
  });
  onTestFinished(() => connection.close());
  return {
    connection,
    people,
    waits,
    opened: () => opened,
    leave(atMs: number) {
      isAway = true;
      now = atMs;
      nodeEnd?.close();
    },
    comeBack(atMs: number) {
      isAway = false;
      now = atMs;
    },
  };
}

test('the page is connected once the node has said hello', async () => {
  const { connection } = setup();
  expect(connection.getState()).toEqual({ state: 'connecting', sinceMs: 1_000, version: null });
  await until(() => expect(connection.getState().state).toBe('connected'));
  expect(connection.getState().version).toBe('1.0.0');
  expect(await connection.client.lending.resume()).toEqual({ ok: true, value: {} });
});

test('while the node is away calls are refused, values stay, and it is said since when', async () => {
  const { connection, people, leave } = setup();
  const list = connection.client.people.list;
  const changes = vi.fn();
  list.watch(changes);
  await until(() => expect(list.get()).toMatchObject({ value: nobody, isCurrent: true }));
  leave(5_000);
  await until(() => expect(connection.getState().state).toBe('disconnected'));
  expect(connection.getState().sinceMs).toBe(5_000);
  expect(list.get()).toEqual({ value: nobody, isCurrent: false, problem: null });
  expect(await connection.client.lending.resume()).toMatchObject({
    error: { name: 'link_closed' },
  });
  expect(people.listeners()).toBe(0);
});

test('on a new link every watched topic is asked for again', async () => {
  const { connection, people, leave, comeBack, waits } = setup();
  const list = connection.client.people.list;
  const [first, second] = [vi.fn(), vi.fn()];
  list.watch(first);
  const unwatch = list.watch(second);
  await until(() => expect(list.get().isCurrent).toBe(true));
  expect(people.listeners()).toBe(1);
  leave(5_000);
  await until(() => expect(waits.length).toBe(1));
  people.set(refused(3));
  comeBack(9_000);
  waits[0]!.action();
  await until(() => expect(list.get()).toMatchObject({ value: refused(3), isCurrent: true }));
  expect(connection.getState()).toMatchObject({ state: 'connected', sinceMs: 9_000 });
  expect(people.listeners()).toBe(1);
  unwatch();
  expect(people.listeners()).toBe(1);
});

test('a topic that nobody watches any more is not asked for', async () => {
  const { connection, people } = setup();
  const unwatch = connection.client.people.list.watch(() => {});
  await until(() => expect(people.listeners()).toBe(1));
  unwatch();
  await until(() => expect(people.listeners()).toBe(0));
  expect(connection.client.people.list.get()).toMatchObject({ value: nobody, isCurrent: false });
});

test('attempts become rarer up to a limit, and one that is asked for comes at once', async () => {
  const { connection, waits, comeBack, opened } = setup({ isAway: true });
  const seen: number[] = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    await until(() => expect(waits.length).toBe(1));
    seen.push(waits[0]!.ms);
    waits[0]!.action();
  }
  expect(seen).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  await until(() => expect(waits.length).toBe(1));
  expect(connection.getState()).toMatchObject({ state: 'disconnected', sinceMs: 1_000 });
  comeBack(2_000);
  const before = opened();
  connection.retry();
  connection.retry();
  await until(() => expect(connection.getState().state).toBe('connected'));
  expect(opened()).toBe(before + 1);
  expect(waits.length).toBe(0);
});
