/** What is said of accounts: hours in either unit, how certain they are, and how a certificate settled them. */
import type {
  AccountEpochView,
  AccountLineView,
  AccountView,
  CommunityView,
} from './community-contract.ts';
import { formatCpuAmount } from './amounts.ts';
import type { FinalityView } from './contract.ts';
import { formatWhen, plural } from './words.ts';

export type CurrencyWord = AccountView['currency'];

/** The unit as it stands behind a number. */
export function unitOf(currency: CurrencyWord): string {
  return currency === 'cpu' ? 'CPU-h' : 'man-h';
}

/** The name of the statement of a unit. */
export function unitName(currency: CurrencyWord): string {
  return currency === 'cpu' ? 'CPU-hours' : 'Man-hours';
}

/** What the two directions are called: CPU time is lent and used, work is given and received. */
export function directionWords(currency: CurrencyWord): {
  readonly in: string;
  readonly out: string;
} {
  return currency === 'cpu' ? { in: 'lent', out: 'used' } : { in: 'given', out: 'received' };
}

/** An amount with its unit: `12.4 CPU-h`, `3 man-h`. */
export function formatHours(
  amount: bigint,
  currency: CurrencyWord,
  options: { readonly signed?: boolean } = {},
): string {
  return `${formatCpuAmount(amount, options)} ${unitOf(currency)}`;
}

/** What one has in all: the balance less what is borrowed, and what others owe less what one owes. */
export function netOf({ balance, promise, owed, owedTo }: AccountView['certified']): bigint {
  return balance - promise + owedTo - owed;
}

/** `until 15:00` for a certificate, by the end of the last time that it closed. */
export function untilWords(endsAtMs: number, nowMs: number, zone?: string): string {
  return `until ${formatWhen(endsAtMs, nowMs, zone)}`;
}

/** When what is new becomes final, in one sentence. */
export function finalitySentence(
  { health }: Pick<CommunityView, 'health'>,
  nowMs: number,
  zone?: string,
): string {
  const at = formatWhen(health.presentEpochEndsAtMs, nowMs, zone);
  switch (health.state) {
    case 'waiting for witnesses':
      return 'Nothing becomes final until more of the witnesses can be heard. Nothing is lost meanwhile.';
    case 'disagrees':
      return 'This computer reaches other numbers than the others, so what it says is not final.';
    case 'alone':
      return `What is new becomes final from ${at} on, as soon as this computer is connected again.`;
    default:
      return `What is new becomes final at ${at}.`;
  }
}

/** The same in a few words, for the line at the bottom of the window. */
export function finalityNote(
  community: Pick<CommunityView, 'health'>,
  nowMs: number,
  zone?: string,
): string {
  const { state, presentEpochEndsAtMs } = community.health;
  if (state === 'waiting for witnesses') return 'waiting for witnesses';
  if (state === 'disagrees') return 'the record needs a look';
  return `next final ${formatWhen(presentEpochEndsAtMs, nowMs, zone)}`;
}

/** How certain the hours of one receipt are, in a word. */
export function finalityWord({ state }: FinalityView): string {
  return { provisional: 'Provisional', counted: 'Provisional', final: 'Final' }[state];
}

/** The same in a sentence, with what it waits for. */
export function receiptFinalitySentence(
  { state, fromMs, reason }: FinalityView,
  nowMs: number,
  zone?: string,
): string {
  if (state === 'final') return 'Final: the witnesses have signed the record that holds it.';
  if (reason !== null) return `Provisional. ${reason}`;
  const from = fromMs === null ? '' : ` It may be final at ${formatWhen(fromMs, nowMs, zone)}.`;
  return state === 'counted'
    ? `Provisional: both computers have signed its sum, and it waits for the witnesses.${from}`
    : `Provisional: both computers have signed the receipt, and its sum is signed next.${from}`;
}

/** How a certificate settled what was given and used, a sentence for each thing that happened. */
export function settlementSentences(
  epoch: AccountEpochView,
  currency: CurrencyWord,
): readonly string[] {
  const hours = (amount: bigint) => formatHours(amount, currency);
  const words = directionWords(currency);
  const said: string[] = [];
  const isFinal = epoch.height !== null;
  const tense = (was: string, willBe: string) => (isFinal ? was : willBe);
  const [restIn, restOut] = [epoch.given - epoch.received, epoch.used - epoch.paid - epoch.drawn];
  if (restIn === restOut && restIn > 0n) {
    said.push(
      `${hours(restIn)} ${tense('cancelled out', 'will cancel out')}: what goes round in a circle of people needs nothing to settle it.`,
    );
  }
  if (epoch.received > 0n) {
    said.push(
      `${hours(epoch.received)} ${tense('were', 'will be')} credited to you for what you ${currency === 'cpu' ? 'lent' : 'gave'}.`,
    );
  }
  if (epoch.paid > 0n) {
    said.push(
      `${hours(epoch.paid)} of what you ${words.out} ${tense('were', 'will be')} taken from the hours you had.`,
    );
  }
  if (epoch.drawn > 0n) {
    said.push(
      `${hours(epoch.drawn)} of what you ${words.out} ${tense('were', 'will be')} borrowed: your line, the most you may borrow, is ${hours(epoch.line)}.`,
    );
  }
  if (epoch.repaid > 0n) {
    said.push(
      `${hours(epoch.repaid)} ${tense('gave', 'will give')} back what you had borrowed before. That happens by itself.`,
    );
  }
  if (epoch.minted > 0n) {
    said.push(
      `${hours(epoch.minted)} of it ${tense('came', 'will come')} into being anew, because more hours are ${currency === 'cpu' ? 'lent' : 'given'} out than ever before.`,
    );
  }
  if (restIn !== restOut) {
    said.push(
      restIn > restOut
        ? `${hours(restIn - restOut)} are owed to you beyond what others may borrow.`
        : `${hours(restOut - restIn)} are owed by you beyond what you may borrow, or were given back to you of what others owed.`,
    );
  }
  if (said.length === 0) said.push('Nothing had to be settled.');
  return said;
}

/** What a line is for, where it is not work that a machine did: `Downloads of NAME VERSION`. */
export function lineName({ release, task }: AccountLineView): string | null {
  if (task !== null) return task.title;
  return release === null ? null : `Downloads of ${release.name} ${release.version}`;
}

/** Why a download moved an account: how many pieces, and by which rule; null for what is no download. */
export function downloadSentence(line: AccountLineView): string | null {
  const { release, slices, direction, device } = line;
  if (release === null) return null;
  const pieces = plural(slices, 'piece');
  if (device === null) {
    return direction === 'used'
      ? `${pieces} arrived here. What makers put into a release is spread over its downloads (rule R6): this is your part of it, piece by piece.`
      : `${pieces} arrived there. What you put into the release comes back by its downloads (rule R6): this is your part of them.`;
  }
  return direction === 'used'
    ? `${pieces} arrived here and were right. This is the CPU time that giving them took there, at most twice what is usual (rule R6).`
    : `${pieces} were given from here and were right. This is the CPU time that giving them took, at most twice what is usual (rule R6).`;
}

interface Beyond {
  readonly ceiling: bigint;
  readonly free: bigint;
  readonly setAside: bigint;
  /** When what was lent becomes final, in words; null where that is not known. */
  readonly finalAt: string | null;
}

/** Why a job cannot be given such a ceiling, and what to do about it. */
export function beyondSentence({ ceiling, free, setAside, finalAt }: Beyond): string {
  const hours = (amount: bigint) => formatHours(amount, 'cpu');
  const short = `You are ${hours(ceiling - free)} short of this ceiling.`;
  const lower =
    free > 0n ? `Lower it to ${hours(free)} at most` : 'You have nothing free to use now';
  const open =
    setAside > 0n ? `, wait until your open jobs give back some of ${hours(setAside)}` : '';
  const when = finalAt === null ? 'is final' : `is final, at ${finalAt} at the earliest`;
  return `${short} ${lower}${open}, or lend first: what you lend can be used when it ${when}.`;
}
