/** What it means that somebody turned this computer away, in a sentence with a next step. */
import type { PeopleView } from './contract.ts';
import { formatWhen, personName } from './words.ts';

type TurnedAway = PeopleView['turnedAway'][number];

/** Reasons that have to do with receipts and counters: what this computer keeps may be damaged, or be an old copy. */
const ofTheBooks = new Set([
  'bad_counter_signature',
  'false_counter',
  'false_receipt',
  'malformed_counter',
]);

/** By the time of whoever reads it. */
export function turnedAwaySentence({ person, reason, atMs }: TurnedAway, nowMs: number): string {
  const what = reason.replaceAll('_', ' ');
  const next = ofTheBooks.has(reason)
    ? 'If an old copy of your data was put back on this computer, restore the newest one.'
    : 'If it happens again, update Common Hours on both computers.';
  return `${personName(person)} ended the connection (${formatWhen(atMs, nowMs)}) because of what this computer sent: ${what}. It is tried again after ten minutes. ${next}`;
}
