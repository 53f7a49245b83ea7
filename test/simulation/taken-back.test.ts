/**
 * Hours that were given for answers which are proved wrong afterwards: whoever used them counts them no more, and whoever
 * gave them is told, and why; as no proof comes with the word, nothing is counted otherwise for it.
 */
import { expect, test } from 'vitest';
import type { LoggedRunView } from '../../shared/api/lending-contract.ts';
import { assert } from '../../shared/base/assert.ts';
import { auditRecords } from '../support/audit-world.ts';
import { setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import { answersTo, deliveredOf, sendSliced } from '../support/engine-world/sliced-job.ts';

const words = 'It was given for an answer that was proved wrong afterwards.';

const logged = `They take these hours back: ${words} No proof of it has come, so this computer counts them as before.`;

/** The receipts that are taken back, by whom, as the statement of this person says. */
async function takenBackOf(person: Person) {
  const read = await person.engine().handlers.hours.entries({ before: null, limit: 1_000 });
  assert(read.ok, 'the receipts are read');
  return read.value.entries.filter(({ takenBack }) => takenBack !== undefined);
}

const receiptsOf = (entries: Awaited<ReturnType<typeof takenBackOf>>) =>
  entries.map(({ receipt }) => receipt).sort();

async function givenRuns(person: Person): Promise<readonly LoggedRunView[]> {
  const asked = { person: null, outcome: 'given', before: null, limit: 200 } as const;
  const log = await person.engine().handlers.lending.log(asked);
  assert(log.ok, 'the log is read');
  return log.value.runs;
}

function balanceWith(person: Person, other: Person) {
  const { people } = person.statement();
  return people.find(({ with: { id } }) => id === other.id)?.balance ?? { given: 0n, used: 0n };
}

/** Carol is honest until she is trusted; goes on until the first of her answers is taken back. */
async function untilTakenBack() {
  const { world, alice, bob, carol, dave } = await setup('alice', 'bob', 'carol', 'dave');
  for (const person of [bob, carol, dave]) await person.lend();
  const job = await sendSliced(alice, { slices: 200, certainty: 'spot' });
  await world.time.until(() => carol.slicesRun > 40, 600_000);
  carol.lies = (answer) => `not ${answer}`;
  await world.time.until(() => alice.disk.works.contested.size > 0, 600_000);
  return { world, job, alice, bob, carol, dave };
}

test('who was proved wrong sees which hours are taken back and why, and counts them as long as there is no proof', async () => {
  const { world, job, alice, bob, carol, dave } = await untilTakenBack();
  await world.time.pass(600_000);
  expect([...(await deliveredOf(alice, job)).values()]).toEqual(answersTo(200));
  const contested = [...alice.disk.works.contested.keys()].sort();
  const [hers, theirs] = [await takenBackOf(alice), await takenBackOf(carol)];
  expect([receiptsOf(hers), receiptsOf(theirs)]).toEqual([contested, contested]);
  expect(hers.map(({ takenBack }) => takenBack?.by)).toEqual(contested.map(() => 'me'));
  expect(theirs.map(({ takenBack }) => takenBack)).toEqual(
    contested.map(() => ({ by: 'them', reason: words, atMs: expect.any(Number) as number })),
  );
  const gone = (await givenRuns(carol)).filter(({ detail }) => detail !== null);
  expect(gone.map(({ detail }) => detail)).toEqual(contested.map(() => logged));
  const claimed = theirs.reduce((sum, { microCpuHours }) => sum + microCpuHours, 0n);
  expect(claimed).toBeGreaterThan(0n);
  expect(balanceWith(carol, alice).given - claimed).toBe(balanceWith(alice, carol).used);
  for (const honest of [bob, dave]) {
    expect(honest.disk.works.contested.size).toBe(0);
    expect((await givenRuns(honest)).every(({ detail }) => detail === null)).toBe(true);
    expect(balanceWith(honest, alice).given).toBe(balanceWith(alice, honest).used);
  }
  expect(auditRecords(world.people)).toEqual([]);
});

test('who was away then hears of it when they come back, and knows it after the next start', async () => {
  const { world, alice, carol } = await untilTakenBack();
  carol.crash();
  await world.time.pass(600_000);
  const [...contested] = alice.disk.works.contested.keys();
  expect(carol.disk.works.contested.size).toBeLessThan(contested.length);
  await carol.start();
  await world.time.pass(20_000);
  expect(carol.disk.works.contested.size).toBe(contested.length);
  await carol.stop();
  await carol.start();
  await world.time.pass(20_000);
  const gone = (await givenRuns(carol)).filter(({ detail }) => detail === logged);
  expect(gone).toHaveLength(contested.length);
  expect(receiptsOf(await takenBackOf(carol))).toEqual(contested.sort());
});
