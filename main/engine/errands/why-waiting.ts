/** Why an errand waits, as a sentence with what would help: a pure decision over what is known here. */
import { plural } from '../../../shared/api/words.ts';
import type { Present } from '../peers/peers.ts';
import { isMeant } from './choose-peer.ts';
import type { Whom } from './contract.ts';

/** What is known of those who could have it. */
export interface WaitingFacts {
  readonly present: readonly Present[];
  /** Machines that came and are not on the record, as far as it is known here. */
  readonly strangers: number;
  /** False where the record, as far as it is known here, does not name whoever asks. */
  readonly isOnRecord: boolean;
  readonly whom: Whom;
  readonly isAvoided: (peer: string) => boolean;
  /** By what name this peer declined it the last time; null where it did not, or took something since then. */
  readonly declinedAs: (peer: string) => string | null;
}

const asksAgain = 'They are asked again in a while.';

/** What a decline means for whoever asked, in our own words: those of another machine may be anything. */
const whyDeclined = new Map([
  ['not_lending', `they had just stopped lending. ${asksAgain}`],
  ['not_rated', 'the speed of their computer is still being measured. It takes a few seconds.'],
  [
    'not_lending_to_you',
    'they lend only to people whom they have chosen. Ask them to choose you, or wait for somebody else.',
  ],
  [
    'no_free_memory',
    'it may use more memory than is lent there now. Change it and send it again with less, or wait.',
  ],
  ['asked_too_often', `this computer asked too often. ${asksAgain}`],
  ['too_many_for_one', `too many of your slices are there already. ${asksAgain}`],
  [
    'too_many_unsigned',
    `too many answers wait there for your signature, which they get once they are checked. ${asksAgain}`,
  ],
  ['too_many_answers', `too many answers wait there for others. ${asksAgain}`],
  ['disk_full', `the disk there is full. ${asksAgain}`],
  [
    'beyond_their_hours',
    'its ceiling is above what your hours allow, by the record as it is known there. Lend first, or send it with a lower ceiling.',
  ],
  [
    'rate_too_low',
    `its slices need more time there than was measured here. This computer measures it again. ${asksAgain}`,
  ],
]);

/** Why nobody has it. */
export function whyWaiting(facts: WaitingFacts): string {
  const { present, whom, isAvoided } = facts;
  if (present.length === 0) return whyNobodyIsHere(facts);
  const lending = present.filter(({ standing }) => standing.lending);
  const meant = lending.filter(({ member }) => isMeant(whom, member));
  if (meant.length > 0) {
    if (!meant.every(({ id }) => isAvoided(id) || isDeclined(facts, id)))
      return 'All lent cores are busy. It starts when one is free.';
    return whyAllDeclined(facts, meant);
  }
  const { audience } = whom;
  if (audience !== null && !lending.some(({ member }) => audience.includes(member)))
    return whyNoneOfTheChosen(present, audience);
  if (lending.length === 0) return 'Nobody who is here lends now. It starts when somebody does.';
  return 'Everybody who lends here has had it already. It starts when somebody else lends.';
}

function whyNobodyIsHere({ strangers, isOnRecord }: WaitingFacts): string {
  if (!isOnRecord)
    return 'You are not on the record of this community yet, so nobody takes what you ask for. It starts when somebody who is on it has let you in.';
  if (strangers > 0)
    return `Nobody of your community is here. ${plural(strangers, 'computer')} came whose owner is not on the record. It starts when they are let in, or when somebody else comes.`;
  return 'Nobody of your community is here yet. It starts when somebody comes.';
}

function whyNoneOfTheChosen(present: readonly Present[], audience: readonly string[]): string {
  const isOne = audience.length === 1;
  const who = isOne ? 'The person whom you chose' : 'None of the people whom you chose';
  const isHere = present.some(({ member }) => audience.includes(member));
  if (isHere)
    return `${who} ${isOne ? 'is here and does not lend' : 'lends here'} now. It starts when ${isOne ? 'they do' : 'one of them does'}.`;
  return `${who} is ${isOne ? 'not here' : 'here'}. It starts when ${isOne ? 'they come and lend' : 'one of them comes and lends'}. Or send it again for anyone.`;
}

function isDeclined({ declinedAs }: WaitingFacts, peer: string): boolean {
  const name = declinedAs(peer);
  return name !== null && name !== 'no_free_core';
}

/** The reason that most of them gave. */
function whyAllDeclined(facts: WaitingFacts, meant: readonly Present[]): string {
  const counts = new Map<string, number>();
  for (const { id } of meant) {
    const name = facts.declinedAs(id);
    const because = name === null ? undefined : whyDeclined.get(name);
    if (because !== undefined) counts.set(because, (counts.get(because) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined) return `Whoever lends here could not do it just now. ${asksAgain}`;
  const [because, times] = most;
  if (meant.length === 1) return `The one who lends here declined it: ${because}`;
  const who =
    times === meant.length
      ? `All ${String(times)} who lend here declined it`
      : `${String(times)} of the ${String(meant.length)} who lend here declined it`;
  return `${who}: ${because}`;
}
