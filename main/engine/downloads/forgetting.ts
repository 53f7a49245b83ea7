/** Accounts that are over leave the memory and the disk: all of them is settled, and long ago. */
import type { AccountBook } from './account-book.ts';
import type { PayAccount } from './pay-account.ts';
import { isSettled } from './pay-account.ts';
import type { PayTimes } from './pay-parts.ts';

/** Epochs behind the last counter of an account, at least; by default a month. */
const epochsKept = 720;

export function forgetOld(
  book: AccountBook,
  times: PayTimes,
  /** Connected, on the shelf, or being given. */
  isNeeded: (account: PayAccount) => boolean,
): void {
  for (const account of [...book.all()]) {
    const terms = times.of(account.subject.community);
    const { series } = account.kept;
    const last = series.at(-1)?.epoch ?? 0;
    const isLongAgo = terms !== null && (series.length === 0 || last + epochsKept < terms.epochNow);
    if (isLongAgo && series.every(isSettled) && !isNeeded(account)) book.remove(account);
  }
}
