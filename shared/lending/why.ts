/** "Why is nothing running?": what must hold before work can come, in order, each with what to do where it does not. */
import { step } from './decide.ts';
import type { LendingDecision } from './decide.ts';
import { inUnits } from './presets.ts';
import type { NextStep } from './reasons.ts';

export const causeNames = [
  'lending_on',
  'not_paused',
  'terms',
  'rated',
  'sandbox',
  'reachable',
  'people',
  'requests',
  'declined',
] as const;
export type CauseName = (typeof causeNames)[number];

export interface Cause {
  readonly name: CauseName;
  readonly holds: boolean;
  readonly sentence: string;
  readonly next: NextStep | null;
}

/** What was turned down here lately, by why. */
export interface Declined {
  readonly name: string;
  readonly times: number;
  /** The most memory that one of them wanted. */
  readonly memoryBytes: number;
}

export interface WhyFacts {
  readonly decision: LendingDecision;
  readonly isRated: boolean;
  /** Whether the last test of the sandbox passed; null before the first. */
  readonly testPassed: boolean | null;
  /** Times that the process of the jobs ended by itself. */
  readonly crashes: number;
  readonly isReachable: boolean;
  readonly people: number;
  readonly wasAsked: boolean;
  /** Of the last hour. */
  readonly declined: readonly Declined[];
  /** What the terms allow now. */
  readonly memoryBytes: number;
}

/** So many crashes make one suspect the sandbox and not one job. */
const crashesMax = 5;

/** All causes, those that hold too: people see what was looked at. */
export function whyNothingRuns(facts: WhyFacts): readonly Cause[] {
  return [...ofThePerson(facts), ...ofTheMachine(facts), ...ofTheNetwork(facts)];
}

function ofThePerson({ decision: { reason, may } }: WhyFacts): readonly Cause[] {
  const isOn = reason?.name !== 'off';
  const isPaused = reason?.name === 'paused';
  const isByTerms = !may && isOn && !isPaused;
  return [
    isOn
      ? holds('lending_on', 'Lending is on.')
      : fails('lending_on', 'Lending is off.', step('start_lending')),
    isPaused
      ? fails('not_paused', reason.sentence, step('resume'))
      : holds('not_paused', 'Lending is not paused.'),
    isByTerms && reason !== null
      ? fails('terms', `${reason.sentence} It lasts until ${reason.until}.`, reason.next)
      : holds('terms', 'None of your limits and rules speaks against it now.'),
  ];
}

function ofTheMachine({ decision, isRated, testPassed, crashes }: WhyFacts): readonly Cause[] {
  const isOn = decision.reason?.name !== 'off';
  const isWell = testPassed ?? crashes < crashesMax;
  const rating = isOn
    ? 'The speed of this computer is being measured. It takes a few seconds.'
    : 'The speed of this computer is measured when lending starts.';
  return [
    isRated
      ? holds('rated', 'The speed of this computer is known.')
      : fails('rated', rating, isOn ? step('wait') : step('start_lending')),
    isWell
      ? holds(
          'sandbox',
          testPassed === null ? 'Nothing is wrong with the sandbox.' : 'A test job ran well here.',
        )
      : fails('sandbox', 'Jobs have not run well here lately.', step('run_self_test')),
  ];
}

function ofTheNetwork(facts: WhyFacts): readonly Cause[] {
  const { isReachable, people, wasAsked, declined } = facts;
  const causes = [
    isReachable
      ? holds('reachable', 'The network can be reached.')
      : fails('reachable', 'The network cannot be reached.', step('check_connection')),
    people > 0
      ? holds('people', people === 1 ? 'One person is here.' : `${String(people)} people are here.`)
      : fails('people', 'Nobody else of your community is here.', step('invite')),
    wasAsked
      ? holds('requests', 'Somebody has asked for work since this program started.')
      : fails('requests', 'Nobody has asked for anything yet. That is normal.', step('wait')),
  ];
  const times = declined.reduce((sum, each) => sum + each.times, 0);
  if (times === 0) return [...causes, holds('declined', 'Nothing was turned down here lately.')];
  return [...causes, declinedCause(facts, times)];
}

/** The limit that turned down most of it decides what is offered. */
function declinedCause({ declined, memoryBytes }: WhyFacts, times: number): Cause {
  const most = declined.reduce((one, other) => (other.times > one.times ? other : one));
  const many = times === 1 ? 'One request was' : `${String(times)} requests were`;
  const begin = `${many} turned down here in the last hour`;
  switch (most.name) {
    case 'no_free_memory':
      return fails(
        'declined',
        `${begin}: up to ${inUnits(most.memoryBytes)} of memory was wanted, and you lend ${inUnits(memoryBytes)}.`,
        step('change_limits'),
      );
    case 'no_free_core':
      return fails('declined', `${begin}: all lent cores were busy.`, step('change_limits'));
    case 'not_lending_to_you':
      return fails('declined', `${begin}: you do not lend to who asked.`, step('change_rules'));
    case 'disk_full':
      return fails('declined', `${begin}: there is no room on the disk.`, step('change_limits'));
    default:
      return fails('declined', `${begin}, for reasons on the other side.`, step('wait'));
  }
}

function holds(name: CauseName, sentence: string): Cause {
  return { name, holds: true, sentence, next: null };
}

function fails(name: CauseName, sentence: string, next: NextStep): Cause {
  return { name, holds: false, sentence, next };
}
