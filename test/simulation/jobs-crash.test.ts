/**
 * Every few moments at which whoever asked falls over, one after the other, in a job of six slices that three people
 * answer, one of whom lies: nothing wrong is delivered, nothing paid twice, and the job ends. `COMMON_HOURS_EVERY=1`
 * takes each moment.
 */
import { expect, test } from 'vitest';
import { auditRecords } from '../support/audit-world.ts';
import { createWorld } from '../support/engine-world.ts';
import { receiptsOf, sendSliced, wrongWith } from '../support/engine-world/sliced-job.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';

const slices = 6;
const every = Number(process.env['COMMON_HOURS_EVERY'] ?? 9);

async function story(certainty: 'two' | 'spot', crashAfterEffects: number | null) {
  const world = createWorld();
  const [alice, ...lenders] = ['alice', 'bob', 'carol', 'dave'].map((name) => world.add(name));
  const [, , liar] = lenders;
  if (alice === undefined || liar === undefined) throw new Error('four people were added');
  for (const person of lenders) {
    await person.start();
    await person.lend();
  }
  liar.lies = (answer) => `not ${answer}`;
  await alice.start(crashAfterEffects ?? undefined);
  await world.time.pass(1_000);
  let job = alice.isUp() ? await sendSliced(alice, { slices, certainty }) : null;
  await world.time.until(() => !alice.isUp(), 30_000);
  const effects = alice.effects();
  if (!alice.isUp()) {
    await world.time.pass(1_000);
    await alice.start();
    await world.time.pass(1_000);
    // What was not acknowledged is sent again; the same request makes one job.
    job = await sendSliced(alice, { slices, certainty });
  }
  await world.time.pass(240_000);
  const wrong = job === null ? ['there is no job'] : await wrongWith(alice, job, slices);
  const ofLiar = receiptsOf(alice, job ?? '').filter(
    ({ body }) => bytesToHex(body.supplier) === liar.id,
  );
  if (ofLiar.length > 0) wrong.push('who lied was paid');
  return { effects, wrong: [...wrong, ...auditRecords(world.people)] };
}

test.for(['two', 'spot'] as const)(
  'a fall at any moment costs nothing where answers are checked by: %s',
  async (certainty) => {
    const untouched = await story(certainty, null);
    expect(untouched.wrong).toEqual([]);
    expect(untouched.effects).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (let after = 1; after <= untouched.effects; after += every) {
      const fallen = await story(certainty, after);
      if (fallen.wrong.length > 0) wrong.push(`after ${String(after)}: ${fallen.wrong.join('; ')}`);
    }
    expect(wrong).toEqual([]);
  },
);
