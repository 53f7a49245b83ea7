/** Slices in line at a lender whose core is busy for longer than anybody knew. */
import { expect, test } from 'vitest';
import type { Person } from '../support/engine-world.ts';
import { setup, setupIn } from '../support/engine-world.ts';
import { sendSliced, slicesOf } from '../support/engine-world/sliced-job.ts';

const endlessMs = 3_000_000;

/** How long it took until somebody had answered the first slice, whoever checks it then. */
async function firstAnswerMs(
  time: { pass(ms: number): Promise<void>; now(): number },
  asker: Person,
  job: string,
): Promise<number> {
  const startedAt = time.now();
  for (let ms = 0; ms < 30_000; ms = time.now() - startedAt) {
    const [first] = await slicesOf(asker, job);
    if (first?.answers.some(({ resultHash }) => resultHash !== null) ?? false) return ms;
    await time.pass(10);
  }
  return Infinity;
}

test.for([
  [4, 5],
  [4, 300],
  [1, 60],
] as const)(
  'a short slice does not stand behind an endless one while another core is free (seed %i, %i ms)',
  async ([seed, cpuMs]) => {
    const names = ['alice', 'bob', 'carol'] as const;
    const { world, alice, bob, carol } = await setupIn({ seed, delayMs: [1, 10] }, ...names);
    for (const lender of [bob, carol]) {
      // As long as a thread may take to end.
      lender.stopWithinMs = 250;
      await lender.lend(1);
    }
    const took: number[] = [];
    for (let request = 1; request <= 30; request += 1) {
      const job = await sendSliced(alice, {
        ...{ slices: 2, certainty: 'one', ceiling: 10_000_000n, request },
        cpuMs: (slice) => (slice === 0 ? cpuMs : endlessMs),
      });
      took.push(await firstAnswerMs(world.time, alice, job));
      await alice.engine().handlers.jobs.cancel({ job });
    }
    expect(took).toHaveLength(30);
    expect(took.filter((ms) => ms > 3_000)).toEqual([]);
  },
);

test('what waits in a line goes to whoever lends later', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend(1);
  // Short ones open the line.
  await sendSliced(alice, { slices: 5, certainty: 'one', cpuMs: () => 20 });
  await world.time.until(() => bob.slicesRun >= 5, 20_000);
  const wish = { slices: 2, certainty: 'one', ceiling: 10_000_000n } as const;
  const job = await sendSliced(alice, { ...wish, cpuMs: () => endlessMs });
  await world.time.pass(500);
  await carol.lend(1);
  await world.time.pass(1_000);
  const seen = await slicesOf(alice, job);
  const names = seen.map(({ answers }) => answers.map(({ person }) => person?.name ?? null));
  expect(names.flat().sort()).toEqual(['bob', 'carol']);
});
