/** Who is missing for a job is said before it is sent. */
import { expect, test } from 'vitest';
import { lacksOf } from '../../shared/api/job-lacks.ts';
import type { Certainty } from '../../shared/api/jobs-shape.ts';

const lends = (...members: readonly string[]) =>
  members.map((member) => ({ member, lending: true }));
const idle = { member: 'zoe', lending: false };
const byHere =
  'If nobody else comes, this computer runs the slices as well, as the check; that uses none of your hours.';

const cases: readonly (readonly [
  says: string,
  present: ReturnType<typeof lends>,
  certainty: Certainty,
  audience: readonly string[] | null,
  lacks: string | null,
])[] = [
  ['one is enough for one answer', lends('bob'), 'one', null, null],
  ['one is enough for spot checks', lends('bob'), 'spot', null, null],
  ['two are enough for two that agree', lends('bob', 'carol'), 'two', null, null],
  [
    'two machines of one person are one',
    lends('bob', 'bob'),
    'two',
    null,
    `Only 1 person lends now, and each slice wants 2. ${byHere}`,
  ],
  [
    'who does not lend does not count',
    [...lends('bob', 'carol'), idle],
    'three',
    null,
    `Only 2 people lend now, and each slice wants 3. ${byHere}`,
  ],
  [
    'nor does who was not chosen',
    lends('bob', 'carol'),
    'two',
    ['bob', 'zoe'],
    `Only 1 person whom you chose lends now, and each slice wants 2. ${byHere}`,
  ],
  ['nobody is here', [], 'one', null, 'Nobody of your community is here now. The job will wait.'],
  ['nobody lends', [idle], 'one', null, 'Nobody who is here lends now. The job will wait.'],
  [
    'nobody who was chosen lends',
    [...lends('bob'), idle],
    'one',
    ['zoe'],
    'Nobody whom you chose lends now. The job will wait, or choose more people.',
  ],
];

test.for(cases)('%s', ([, present, certainty, audience, lacks]) => {
  expect(lacksOf(present, { certainty, audience })).toBe(lacks);
});
