/** What is true of the books of every currency (rules R3, R4 and R14). */
import { wholeTrust } from '../economy/trust.ts';
import { pairOf } from './state.ts';
import type { Books, LedgerState } from './state.ts';

/** What is wrong with the books of one currency, in one sentence, or null. */
export function bookFault(state: LedgerState, books: Books): string | null {
  return (
    accountFault(state, books) ??
    owedFault(state, books) ??
    lotFault(state, books) ??
    windowFault(state, books) ??
    creditFault(state, books)
  );
}

function accountFault({ members }: LedgerState, { settled }: Books) {
  let [balances, promises] = [0n, 0n];
  for (const [member, { balance, promise }] of settled.members) {
    if (!members.has(member)) return 'Every account is a member’s.';
    if (balance > 0n === promise > 0n) return 'An account has either a balance or a promise.';
    balances += balance;
    promises += promise;
  }
  if (balances !== promises) return 'All balances together are all promises together.';
  return balances > settled.supply ? 'No more is in balances than was ever minted.' : null;
}

function owedFault({ members }: LedgerState, { settled }: Books) {
  let last = '';
  for (const { debtor, creditor, quantity } of settled.owed) {
    const pair = debtor + creditor;
    if (pair <= last) return 'What is owed is listed once, in order.';
    if (debtor === creditor || quantity <= 0n) return 'What is owed is between two, and something.';
    if (!members.has(debtor) || !members.has(creditor)) return 'Who owes or is owed is a member.';
    last = pair;
  }
  return null;
}

function lotFault({ epoch, members }: LedgerState, { lots, settled }: Books) {
  let known = 0;
  for (const [member, each] of lots) {
    let [sum, last] = [0n, ''];
    for (const lot of each) {
      const place = String(lot.epoch).padStart(10, '0') + lot.supplier;
      if (place <= last || lot.epoch > epoch || lot.quantity <= 0n) {
        return 'Promises are listed from the oldest, and are something.';
      }
      if (!members.has(lot.supplier)) return 'Promises are for the hours of members.';
      sum += lot.quantity;
      last = place;
    }
    if (sum === 0n || sum !== settled.members.get(member)?.promise) {
      return 'What was promised adds up to the promise.';
    }
    known += 1;
  }
  const promising = [...settled.members.values()].filter(({ promise }) => promise > 0n);
  return known === promising.length ? null : 'Every promise is known since when it is.';
}

const dayMs = 86_400_000;

function windowFault({ members, epoch, parameters }: LedgerState, { discharged }: Books) {
  const today = Math.floor((epoch * parameters.epochMs) / dayMs);
  for (const [day, pairs] of discharged) {
    if (day > today || day <= today - parameters.trailingDays) {
      return 'What was discharged is kept for the trailing days.';
    }
    if (pairs.size === 0) return 'A day on which nothing was discharged is not listed.';
    let last = '';
    for (const [pair, quantity] of pairs) {
      const { debtor, creditor } = pairOf(pair);
      const isKnown = debtor === last || members.has(debtor);
      if (!isKnown || !members.has(creditor) || debtor === creditor) {
        return 'What was discharged is between two members.';
      }
      last = debtor;
      if (quantity <= 0n) return 'What was discharged is something.';
    }
  }
  return null;
}

function creditFault({ members }: LedgerState, { trust, lines }: Books) {
  let sum = 0n;
  for (const [member, held] of trust) {
    if (!members.has(member) || held <= 0n) return 'Trust is in members, and something.';
    sum += held;
  }
  if (trust.size > 0 && sum !== BigInt(wholeTrust)) {
    return 'All trust together is the whole.';
  }
  for (const [member, line] of lines) {
    if (members.get(member)?.status !== 'member' || line <= 0n) {
      return 'Lines are of those who are members, and something.';
    }
  }
  return null;
}
