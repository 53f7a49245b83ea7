/**
 * Every moment at which a program can fall over, one after the other: after each write to a store and each
 * frame sent, at either side. After the restart the job ends, and the receipts are the same at both ends.
 */
import { describe, expect, test } from 'vitest';
import { audit } from '../support/audit-world.ts';
import { createWorld } from '../support/engine-world.ts';
import type { Person, World, WorldOptions } from '../support/engine-world.ts';

interface Crash {
  readonly who: 'alice' | 'bob';
  readonly afterEffects: number;
  readonly downMs: number;
  /** How much longer the other is down, which falls over at the same moment; null where it stays up. */
  readonly otherDownMs: number | null;
  readonly options: Partial<WorldOptions>;
}

const answer = 'forty-two '.repeat(20_000);

/** Alice asks, bob works; carol comes last and so is asked only when bob cannot. */
async function story(crash: Crash | null): Promise<{ world: World; alice: Person; bob: Person }> {
  const world = createWorld(crash?.options);
  const [alice, bob, carol] = [world.add('alice'), world.add('bob'), world.add('carol')];
  await bob.start();
  await bob.lend(4);
  await bob.stop();
  await carol.start();
  await carol.lend(1);
  const limitOf = (person: Person) =>
    crash !== null && person.name === crash.who ? crash.afterEffects : undefined;
  await alice.start(limitOf(alice));
  await bob.start(limitOf(bob));
  await world.time.pass(1_500);
  if (alice.isUp()) await alice.ask({ cpuMs: 1_700, answer });
  const hasFallen = () => world.people.some((person) => !person.isUp());
  await world.time.until(hasFallen, 30_000);
  if (crash !== null) await comeBack(world, crash, alice, bob);
  await world.time.pass(150_000);
  return { world, alice, bob };
}

async function comeBack(world: World, crash: Crash, alice: Person, bob: Person): Promise<void> {
  const [fallen, other] = crash.who === 'alice' ? [alice, bob] : [bob, alice];
  if (crash.otherDownMs !== null) other.crash();
  await world.time.pass(crash.downMs);
  if (!fallen.isUp()) await fallen.start();
  await world.time.pass(crash.otherDownMs ?? 0);
  if (!other.isUp()) await other.start();
}

const cases = {
  'for a moment': { downMs: 2_000, otherDownMs: null },
  'for long': { downMs: 60_000, otherDownMs: null },
  'and the other with it, for a moment': { downMs: 2_000, otherDownMs: 2_000 },
  'and the other with it, for longer': { downMs: 2_000, otherDownMs: 60_000 },
};
const lastWords = { 'its last frames arrive': true, 'its last frames are lost': false };
const roles = [
  ['the one who asked', 'alice'],
  ['the one who works', 'bob'],
] as const;

describe.for(roles)('%s falls over', ([, who]) => {
  describe.for(Object.entries(cases))('%s', ([, downs]) => {
    test.for(Object.entries(lastWords))('and %s', async ([, lastFramesArrive]) => {
      const how = { ...downs, options: { lastFramesArrive } };
      expect(await wrongAfterAnyCrash(who, how)).toEqual([]);
    });
  });
});

/** What is wrong in the end, for each moment at which one of the two can fall over. */
async function wrongAfterAnyCrash(
  who: Crash['who'],
  how: Omit<Crash, 'who' | 'afterEffects'>,
): Promise<string[]> {
  const untouched = await story(null);
  const effects = untouched[who].effects();
  expect(effects).toBeGreaterThan(10);
  const wrong: string[] = [];
  for (let afterEffects = 1; afterEffects <= effects; afterEffects += 1) {
    const { world, alice } = await story({ who, afterEffects, ...how });
    const open = alice.jobs().filter(({ state }) => state !== 'done');
    const sentences = open.map(({ state, reason }) => `the job is ${state}: ${reason}`);
    const found = [...audit(world.people), ...sentences];
    if (found.length > 0) wrong.push(`after ${afterEffects}: ${found.join('; ')}`);
  }
  return wrong;
}
