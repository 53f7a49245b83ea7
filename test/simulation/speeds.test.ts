/** How fast work for others comes in and goes out, where the person has set a limit to it. */
import { beforeEach, expect, test } from 'vitest';
import { decodeFrame } from '../../shared/peers/frames.ts';
import type { Message } from '../../shared/peers/protocol.ts';
import { audit } from '../support/audit-world.ts';
import { setupIn } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';

interface Arrival {
  readonly way: string;
  readonly atMs: number;
  readonly bytes: number;
}

const [kB, MB] = [1_000, 1_000_000];
let arrivals: Arrival[] = [];
let now = () => 0;

beforeEach(() => {
  arrivals = [];
});

async function neighbours() {
  const people = await setupIn({ onArrival: noted }, 'alice', 'bob', 'carol');
  now = people.world.time.now;
  return people;
}

/** Only what belongs to work counts: modules, inputs and results, inside a message or not. */
function noted(from: string, to: string, bytes: Uint8Array): void {
  const frame = decodeFrame(bytes);
  if (frame.kind === 'piece') {
    const { part } = frame.piece;
    came(part === 'result' ? 'results' : 'parts', frame.piece.bytes.byteLength);
  } else if (frame.kind === 'message') saidBy(frame.message);
  else if (frame.kind === 'messages') frame.messages.forEach(saidBy);

  function saidBy(message: Message): void {
    if (message.type === 'ask') came('parts', message.input?.byteLength ?? 0);
    if (message.type === 'answer') came('results', message.result?.byteLength ?? 0);
  }
  function came(what: string, size: number): void {
    if (size > 0) arrivals.push({ way: `${what} ${from} ${to}`, atMs: now(), bytes: size });
  }
}

/** The most that came in any second, and all of it. */
function most(...ways: readonly string[]): { readonly inASecond: number; readonly all: number } {
  const those = arrivals.filter(({ way }) => ways.includes(way));
  const seconds = those.map(({ atMs: first }) =>
    those
      .filter(({ atMs }) => atMs >= first && atMs < first + 1_000)
      .reduce((sum, { bytes }) => sum + bytes, 0),
  );
  return {
    inASecond: Math.max(0, ...seconds),
    all: those.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

async function limit(person: Person, up: number | null, down: number | null): Promise<void> {
  const amounts = {
    cores: 4,
    memoryBytes: 2 ** 33,
    upBytesPerSecond: up,
    downBytesPerSecond: down,
  };
  const answer = await person
    .engine()
    .handlers.lending.change({ here: amounts, away: amounts, other: amounts });
  expect(answer).toMatchObject({ ok: true });
}

/** The limit, and the piece that may be on its way. */
const within = (speed: number) => speed + Math.min(65_536, Math.ceil(speed / 4));
const long = (bytes: number) => 'x'.repeat(bytes);
const aModule = (bytes: number) => `module${long(bytes)}`;

test.each([[10 * kB], [200 * kB], [5 * MB]])(
  'modules and inputs come at %i bytes a second from all askers together',
  async (speed) => {
    const { world, alice, bob, carol } = await neighbours();
    await bob.lend(4);
    await limit(bob, null, speed);
    const module = aModule(10 * speed < 2 * MB ? 8 * speed : 2 * MB);
    const ids = [
      await alice.ask({ module, answer: long(20 * kB) }),
      await alice.ask({ module, answer: long(20 * kB) }),
      await alice.ask(),
    ];
    const hers = await carol.ask({ module: `${module}!` });
    await world.time.pass(120_000);
    expect(ids.map((id) => alice.job(id).state)).toEqual(['done', 'done', 'done']);
    expect(carol.job(hers).state).toBe('done');
    const came = most('parts alice bob', 'parts carol bob');
    expect(came.inASecond).toBeLessThanOrEqual(within(speed));
    expect(came.inASecond).toBeGreaterThan(0.85 * Math.min(speed, came.all));
    expect(bob.people().refused).toEqual([]);
    expect(alice.people().refused).toEqual([]);
    expect(audit(world.people)).toEqual([]);
  },
);

test.each([[10 * kB], [200 * kB], [5 * MB]])(
  'results go out at %i bytes a second to all askers together, and nobody loses patience',
  async (speed) => {
    const { world, alice, bob, carol } = await neighbours();
    await bob.lend(4);
    await limit(bob, speed, null);
    const answer = long(10 * speed < 2 * MB ? 8 * speed : 2 * MB);
    const ids = [
      await alice.ask({ answer }),
      await alice.ask({ answer: long(4 * kB) }),
      await alice.ask({ answer }),
    ];
    const hers = await carol.ask({ answer });
    await world.time.pass(60_000);
    expect(ids.map((id) => alice.job(id).state)).toEqual(['done', 'done', 'done']);
    expect(ids.map((id) => alice.job(id).answers.length)).toEqual([1, 1, 1]);
    expect(carol.job(hers).state).toBe('done');
    const went = most('results bob alice', 'results bob carol');
    expect(went.inASecond).toBeLessThanOrEqual(within(speed));
    expect(went.inASecond).toBeGreaterThan(0.85 * Math.min(speed, went.all));
    expect(audit(world.people)).toEqual([]);
  },
);

test('what cannot be sent for minutes keeps new work away, and is sent all the same', async () => {
  const { world, alice, bob } = await neighbours();
  await bob.lend(4);
  await limit(bob, 10 * kB, null);
  const ids = await Promise.all([1, 2, 3].map(() => alice.ask({ answer: long(500 * kB) })));
  await world.time.pass(30_000);
  expect(alice.people().present.map(({ freeSlots }) => freeSlots)).toEqual([0, 0]);
  await world.time.pass(170_000);
  expect(ids.map((id) => alice.job(id).state)).toEqual(['done', 'done', 'done']);
  expect(ids.map((id) => alice.job(id).answers.length)).toEqual([1, 1, 1]);
  expect(alice.people().present.map(({ freeSlots }) => freeSlots)).toContain(4);
});

test('inputs that take minutes to come wear out nobody’s patience', async () => {
  const { world, alice, bob } = await neighbours();
  await bob.lend(4);
  await limit(bob, null, 10 * kB);
  const ids = await Promise.all([1, 2, 3, 4].map(() => alice.ask({ answer: long(300 * kB) })));
  await world.time.pass(180_000);
  expect(ids.map((id) => alice.job(id).state)).toEqual(['done', 'done', 'done', 'done']);
  expect(ids.map((id) => alice.job(id).answers.length)).toEqual([1, 1, 1, 1]);
  expect(most('parts alice bob').inASecond).toBeLessThanOrEqual(within(10 * kB));
});

test('one’s own jobs go as fast as they can', async () => {
  const { world, alice, bob } = await neighbours();
  await alice.lend();
  await bob.lend();
  await limit(bob, 10 * kB, 10 * kB);
  const id = await bob.ask({ module: aModule(4 * MB), answer: long(1 * MB) });
  await world.time.pass(8_000);
  expect(bob.job(id).state).toBe('done');
});

test('a limit that comes in the middle holds for what is left, and ends for it too', async () => {
  const { world, alice, bob } = await neighbours();
  await bob.lend();
  const id = await alice.ask({ module: aModule(6 * MB) });
  expect(await world.time.until(() => arrivals.length > 20, 5_000)).toBe(true);
  await limit(bob, null, 50 * kB);
  await world.time.pass(1_000);
  arrivals = [];
  await world.time.pass(20_000);
  expect(most('parts alice bob').inASecond).toBeGreaterThan(0);
  expect(most('parts alice bob').inASecond).toBeLessThanOrEqual(within(50 * kB));
  await limit(bob, null, null);
  await world.time.pass(6_000);
  expect(alice.job(id).state).toBe('done');
  expect(bob.people().refused).toEqual([]);
});
