/** Who is missing for a job as it is wanted, in one sentence: said before it is sent, with what happens then. */
import type { Certainty } from './jobs-shape.ts';
import { plural } from './words.ts';

export interface Wanted {
  readonly certainty: Certainty;
  /** Members who may run it; null: anyone. */
  readonly audience: readonly string[] | null;
}

/** A machine that is here: whose it is, and whether it lends. */
export interface Here {
  readonly member: string;
  readonly lending: boolean;
}

const peopleFor: Readonly<Record<Certainty, number>> = { one: 1, two: 2, three: 3, spot: 1 };

/** Null where enough people lend. One person with several machines answers for one. */
export function lacksOf(present: readonly Here[], { certainty, audience }: Wanted): string | null {
  const lending = present.filter((each) => each.lending);
  const suitable = lending.filter(({ member }) => audience === null || audience.includes(member));
  const people = new Set(suitable.map(({ member }) => member)).size;
  const needed = peopleFor[certainty];
  if (people >= needed) return null;
  if (present.length === 0) return 'Nobody of your community is here now. The job will wait.';
  if (lending.length === 0) return 'Nobody who is here lends now. The job will wait.';
  if (people === 0)
    return 'Nobody whom you chose lends now. The job will wait, or choose more people.';
  const who = audience === null ? '' : ' whom you chose';
  return (
    `Only ${plural(people, 'person', 'people')}${who} ${people === 1 ? 'lends' : 'lend'} now, and each slice wants ` +
    `${String(needed)}. If nobody else comes, this computer runs the slices as well, as the check; that uses none of your hours.`
  );
}
