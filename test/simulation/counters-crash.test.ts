/**
 * Every moment at which a program can fall over on the way from receipts to the record: after each write to a store,
 * each frame sent, and each counter that was submitted. Afterwards every receipt is certified exactly once.
 */
import { expect, test } from 'vitest';
import { auditCounters } from '../support/audit-counters.ts';
import { audit } from '../support/audit-world.ts';
import { createWorld } from '../support/engine-world.ts';
import type { Person, World } from '../support/engine-world.ts';

interface Crash {
  readonly who: 'alice' | 'bob';
  readonly afterEffects: number;
  readonly downMs: number;
  readonly otherToo: boolean;
}

const community = { founders: ['alice', 'bob'], epochMs: 60_000 };

/** Two jobs, the second of which comes when the first is counted, and everybody in the end at peace. */
async function story(
  crash: Crash | null,
  lastFramesArrive: boolean,
): Promise<{ world: World; alice: Person; bob: Person }> {
  const world = createWorld({ community, lastFramesArrive });
  const [alice, bob] = [world.add('alice'), world.add('bob')];
  await bob.start();
  await bob.lend();
  await bob.stop();
  const limitOf = (person: Person) => (crash?.who === person.name ? crash.afterEffects : undefined);
  await alice.start(limitOf(alice));
  await bob.start(limitOf(bob));
  await world.time.pass(1_000);
  for (let asked = 0; asked < 2; asked += 1) {
    if (alice.isUp()) await alice.ask({ cpuMs: 1_000 });
    await world.time.pass(7_000);
  }
  const hasFallen = () => world.people.some((person) => !person.isUp());
  await world.time.until(hasFallen, 150_000);
  if (crash !== null) {
    if (crash.otherToo) for (const person of world.people) person.crash();
    await world.time.pass(crash.downMs);
    for (const person of [bob, alice]) if (!person.isUp()) await person.start();
  }
  await world.time.pass(150_000);
  return { world, alice, bob };
}

function wrongIn({ record, people }: World): readonly string[] {
  return record === null ? [] : [...audit(people, record.id), ...auditCounters(people, record)];
}

const cases = {
  'for a moment': { downMs: 2_000, otherToo: false },
  'beyond the end of the epoch, and the other too': { downMs: 70_000, otherToo: true },
};

for (const who of ['alice', 'bob'] as const) {
  const role = who === 'alice' ? 'the one who uses hours' : 'the one who gives hours';
  for (const [name, how] of Object.entries(cases)) {
    for (const lastFramesArrive of [true, false]) {
      const words = lastFramesArrive ? 'arrive' : 'are lost';
      test(`${role} falls over ${name}, and its last frames ${words}`, async () => {
        const untouched = await story(null, lastFramesArrive);
        expect(wrongIn(untouched.world)).toEqual([]);
        const effects = untouched[who].effects();
        expect(effects).toBeGreaterThan(20);
        for (let afterEffects = 1; afterEffects <= effects; afterEffects += 1) {
          const { world } = await story({ who, afterEffects, ...how }, lastFramesArrive);
          expect(wrongIn(world), `after ${afterEffects} effects`).toEqual([]);
        }
      });
    }
  }
}
