/**
 * Every moment at which a program can fall over while slices are asked, answered, judged and paid, and chaos over
 * many of them. In the end every slice is done, and nothing was paid twice or for nothing.
 * `COMMON_HOURS_SEED=7` replays one run of the chaos, `COMMON_HOURS_RUNS` says how many are made.
 */
import { describe, expect, test } from 'vitest';
import { textToBytes } from '../../shared/base/bytes.ts';
import { auditErrands, errandWorld } from '../support/errand-world.ts';
import type { ErrandWorld } from '../support/errand-world.ts';
import type { ErrandMember } from '../support/errand-world/member.ts';

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '12' } = process.env;

interface Fall {
  readonly who: 'alice' | 'bob';
  readonly afterEffects: number;
  readonly downMs: number;
  readonly lastFramesArrive: boolean;
  readonly judgeMs: number;
}

/** Three slices of alice's, of which one has an input and a result that travel in pieces. */
async function story(fall: Fall): Promise<{ wrong: string[]; effects: number }> {
  const { world, alice, bob } = errandWorld(fall, 'alice', 'bob');
  Object.assign(bob.traits, { cores: 2, room: 2, cpuMs: 300 });
  Object.assign(alice.wants, { slices: 3, judgeMs: fall.judgeMs, inputOf });
  const limitOf = (who: Fall['who']) => (fall.who === who ? fall.afterEffects : undefined);
  await bob.start(limitOf('bob'));
  await alice.start(limitOf('alice'));
  const fallen = fall.who === 'alice' ? alice : bob;
  await world.time.until(() => !fallen.isUp(), 20_000);
  const effects = fallen.effects();
  await world.time.pass(fall.downMs);
  if (!fallen.isUp()) await fallen.start();
  await world.time.pass(200_000);
  return { wrong: auditErrands(alice, world.people), effects };
}

function inputOf(slice: number): Uint8Array {
  return textToBytes(`${String(slice)} `.repeat(slice === 1 ? 50_000 : 5));
}

const never = Number.MAX_SAFE_INTEGER;

describe.for(['alice', 'bob'] as const)('%s falls over', (who) => {
  test.for([
    ['for a moment', { downMs: 2_000, lastFramesArrive: true, judgeMs: 0 }],
    [
      'for a moment, and its last frames are lost',
      { downMs: 2_000, lastFramesArrive: false, judgeMs: 0 },
    ],
    ['for long', { downMs: 60_000, lastFramesArrive: true, judgeMs: 0 }],
    ['while answers are judged', { downMs: 2_000, lastFramesArrive: true, judgeMs: 3_000 }],
    [
      'for long while answers are judged',
      { downMs: 60_000, lastFramesArrive: false, judgeMs: 3_000 },
    ],
  ] as const)('%s', async ([, how]) => {
    const { effects } = await story({ who, ...how, afterEffects: never });
    expect(effects).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (let afterEffects = 1; afterEffects <= effects; afterEffects += 1) {
      const found = (await story({ who, ...how, afterEffects })).wrong;
      if (found.length > 0) wrong.push(`after ${String(afterEffects)}: ${found.join('; ')}`);
    }
    expect(wrong).toEqual([]);
  });
});

const names = ['alice', 'bob', 'carol', 'dave'] as const;

type Accident = (person: ErrandMember, world: ErrandWorld) => unknown;

const accidents: readonly Accident[] = [
  (person) => {
    person.crash();
  },
  async (person, { chance }) => {
    person.crash();
    await person.start(chance.whole(1, 80));
  },
  (person, { chance, network, people }) => {
    network.cut(person.name, chance.one(people).name);
  },
  (_, { network }) => {
    network.healAll();
  },
];

/** Anything that can happen in a minute to somebody who asks and three who lend, and then peace. */
async function chaos(seed: number): Promise<string[]> {
  const world = errandWorld(
    {
      seed,
      delayMs: [1, 50 + (seed % 5) * 60],
      noticeMs: [10, 9_000],
      lastFramesArrive: seed % 2 === 0,
    },
    ...names,
  );
  const { chance, time, network, people } = world.world;
  const { alice } = world;
  Object.assign(alice.wants, {
    slices: 60,
    copies: chance.whole(1, 2),
    judgeMs: chance.one([0, 0, 700]),
    inputOf,
  });
  for (const person of people) {
    if (person !== alice) lendsSomehow(person, chance.whole);
    await person.start();
  }
  while (time.now() < 60_000) {
    await time.pass(chance.whole(1, 3_000));
    const person = chance.one(people);
    if (!person.isUp()) await person.start();
    else await chance.one(accidents)(person, world.world);
  }
  network.healAll();
  for (const person of people) {
    person.crash();
    await person.start();
  }
  await time.pass(400_000);
  return auditErrands(alice, people);
}

function lendsSomehow({ traits }: ErrandMember, whole: (least: number, most: number) => number) {
  const troubles = [null, 'sandbox_failed', null, null];
  Object.assign(traits, {
    cores: whole(1, 3),
    room: whole(0, 10),
    cpuMs: whole(1, 3_000),
    fails: () => troubles[whole(0, 5)] ?? null,
  });
}

const seeds =
  only === undefined
    ? Array.from({ length: Number(runs) }, (_, index) => index + 1)
    : [Number(only)];

test('whatever happens, every slice is done once for each of its errands, and paid once', async () => {
  for (const seed of seeds) {
    expect(await chaos(seed), `COMMON_HOURS_SEED=${String(seed)} replays this`).toEqual([]);
  }
});
