/** What people read of the disk that they let others use. */
import { inUnits } from '../lending/presets.ts';
import type { LendingNowView, TermsView } from './lending-contract.ts';
import { plural } from './words.ts';

type Kept = LendingNowView['kept'];
type Terms = Pick<TermsView['terms'], 'diskBytes'>;

/** In tenths of the limit: from the first on it is nearly full, and below the second it is not any more. */
const [fullTenths, roomyTenths] = [9, 8];

/** Whether what is kept for others nearly reaches the limit; null in between, where what it was before holds. */
export function isDiskNearlyFull({ bytes }: Kept, { diskBytes }: Terms): boolean | null {
  if (diskBytes === 0) return false; // nothing may be kept, so nothing fills up
  if (bytes * 10 >= diskBytes * fullTenths) return true;
  return bytes * 10 < diskBytes * roomyTenths ? false : null;
}

export const diskNearlyFullTitle = 'The disk for lending is nearly full';

/** What fills it, in the units of the limit, and what follows. */
export function diskNearlyFullSentence({ answers, bytes }: Kept, { diskBytes }: Terms): string {
  return (
    `${inUnits(bytes)} of ${inUnits(diskBytes)} are used by ${plural(answers, 'answer')} for people who are ` +
    'away. At the limit nothing new is taken on.'
  );
}
