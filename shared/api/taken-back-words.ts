/** What is said of hours that whoever used them takes back. */
import type { EntryView } from './contract.ts';
import { personName } from './words.ts';

/** Of hours that were given here; `reason` is a sentence of theirs. */
export function claimedBackSentence(reason: string, isOpenGroup: boolean, who = 'They'): string {
  const verb = who === 'They' ? 'take' : 'takes';
  const counted = isOpenGroup
    ? 'No proof of it has come, so this computer counts them as before.'
    : 'No sum that holds them is signed there, so they do not enter the record.';
  return `${who} ${verb} these hours back: ${reason} ${counted}`;
}

/** Of a receipt; null where nobody takes it back. */
export function takenBackSentence(entry: EntryView): string | null {
  const { takenBack, finality } = entry;
  if (takenBack === undefined) return null;
  return takenBack.by === 'me'
    ? `You took these hours back: ${takenBack.reason} They count no more.`
    : claimedBackSentence(takenBack.reason, finality === null, personName(entry.with));
}

/** The same in a word, for a table. */
export function takenBackWord({ takenBack }: EntryView): string | null {
  if (takenBack === undefined) return null;
  return takenBack.by === 'me' ? 'taken back' : 'claimed back';
}
