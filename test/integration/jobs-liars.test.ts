/**
 * Liars among real nodes, each a process of its own: one who lies of one slice in ten, one who is honest until it is
 * trusted, and three who collude. Their machines are test/support/lying-node.ts; all else is the program as it is.
 * Chance is real here, as nobody can give the nodes a seed; simulation/verify-policy does the same by fixed seeds.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { present } from '../../main/headless/connect.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { projectDir } from '../../main/paths.ts';
import type { SliceView } from '../../shared/api/slices-shape.ts';
import { assert } from '../../shared/base/assert.ts';
import type { Manner } from '../support/lying-manners.ts';
import { hasEnded, resultsOf, sendMany, whenJob } from '../support/many-slices.ts';
import { createCommunity } from '../support/nodes.ts';
import type { TestCommunity } from '../support/nodes.ts';
import { answerTo, numberIn, steppingModule, stepsFrom } from '../support/stepping-slice.ts';

const slices = Number(process.env['COMMON_HOURS_SLICES'] ?? 350);
const steps = 4_000_000;
const liars: readonly (readonly [name: string, manner: Manner])[] = [
  ['Mallory', 'sometimes'],
  ['Trudy', 'later'],
  ['Eve', 'together'],
  ['Ivan', 'together'],
  ['Oscar', 'together'],
];
const honest = ['Bob', 'Carol'];

let community: TestCommunity;
let alice: NodeConnection;

beforeAll(async () => {
  community = await createCommunity();
  const lyingNode = join(projectDir, 'test/support/lying-node.ts');
  const [asker] = await Promise.all([
    community.start('Alice'),
    ...honest.map((name) => community.start(name, 'on')),
    ...liars.map(([name, manner]) => community.start(name, 'on', [lyingNode, manner])),
  ]);
  await community.meet();
  alice = await asker.connect();
});

afterAll(async () => {
  alice.close();
  await community.close();
});

test.runIf(process.platform === 'linux')(
  'real liars are found out, their hours taken back, their answers replaced, and honest people untouched',
  async () => {
    const job = await sendMany(alice, {
      ...{ name: 'Liars', module: await steppingModule(), certainty: 'spot' },
      inputs: Array.from({ length: slices }, (_, at) => stepsFrom(at, steps)),
      ceiling: 900_000_000n,
    });
    const view = await whenJob(alice, job, hasEnded);
    expect(view).toMatchObject({ state: 'done', slices: { done: slices } });
    const wrong = [...(await resultsOf(alice, job))].filter(([at, bytes]) => !isRight(at, bytes));
    expect(wrong).toEqual([]);

    const people = await peopleOf(job);
    for (const [name] of liars) expect(people.get(name)?.wrong, name).toBeGreaterThan(0);
    for (const name of honest) expect(people.get(name)?.wrong, name).toBe(0);

    const answers = await answersOf(job);
    const inState = (state: Answer['state']) => answers.filter((each) => each.state === state);
    expect(inState('paid').filter(isLie)).toEqual([]);
    const lost = inState('taken_back');
    expect(lost.filter(isLie).length).toBeGreaterThan(0);
    expect(lost.filter(({ name }) => honest.includes(name))).toEqual([]);

    // Whoever asked is told how many answers were replaced, and of each slice that its was.
    const replaced = new Set(lost.filter(isLie).map(({ slice }) => slice));
    expect(view.changed).toBeGreaterThanOrEqual(replaced.size);
    const told = answers.filter(({ sentence }) => sentence.includes('replaced'));
    expect(new Set(told.map(({ slice }) => slice))).toEqual(replaced);

    // What was signed counts towards the ceiling for good; what was taken back counts nowhere else.
    expect(view.used).toBe(costOf(inState('paid')) + costOf(lost));
    const statement = await present(alice.client.hours.statement);
    assert(statement.ok, 'the statement is told');
    expect(statement.value.total.used).toBe(costOf(inState('paid')));
    expect(costOf(lost)).toBeGreaterThan(0n);
  },
  300_000,
);

function isRight(at: number, result: Uint8Array): boolean {
  return numberIn(result) === answerTo(at, steps);
}

async function peopleOf(job: string) {
  const shown = await alice.client.jobs.show({ job });
  assert(shown.ok, 'the job is shown');
  return new Map(shown.value.people.map((each) => [each.person.name ?? '', each]));
}

interface Answer {
  readonly slice: number;
  /** How the slice stands, as people read it. */
  readonly sentence: string;
  readonly name: string;
  readonly state: SliceView['answers'][number]['state'];
  readonly hash: string | null;
  /** Of the answer that was delivered in the end. */
  readonly right: string | null;
  readonly cost: bigint;
}

const isLie = ({ hash, right }: Answer): boolean => hash !== null && hash !== right;

function costOf(answers: readonly Answer[]): bigint {
  return answers.reduce((sum, { cost }) => sum + cost, 0n);
}

/** All that people answered. */
async function answersOf(job: string): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  for (let from = 0; from < slices; from += 200) {
    const page = await alice.client.jobs.slices({ job, from, limit: 200, state: null });
    assert(page.ok, 'the slices are told');
    for (const { index: slice, sentence, result, answers } of page.value.slices) {
      const right = result?.hash ?? null;
      for (const { person, state, resultHash: hash, cost } of answers) {
        const name = person?.name ?? null;
        if (name !== null)
          found.push({ ...{ slice, sentence, name, state, hash, right }, cost: cost ?? 0n });
      }
    }
  }
  return found;
}
