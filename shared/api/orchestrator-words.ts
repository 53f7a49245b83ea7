/** What is said of foreseen hours, on the page and on the command line alike. */
import { formatCpuAmount } from './amounts.ts';
import type { ForeseenDayView, ForeseenView, HoursRequestView } from './orchestrator-shape.ts';
import { formatNumber, plural } from './words.ts';

type Currency = ForeseenView['currency'];

/** What the Orchestrator is; it stands wherever its figures do. */
export const orchestratorDefinition =
  'Every computer of the community works this out from the shared record, and all come to the same. It foresees what will be asked for and asks for hours before they are short. It sets no price.';

/** `120 CPU-hours`, `1 CPU-hour`. */
export function formatHours(quantity: bigint, currency: Currency): string {
  const unit = currency === 'cpu' ? 'CPU-hour' : 'man-hour';
  return `${formatCpuAmount(quantity)} ${unit}${quantity === 1_000_000n ? '' : 's'}`;
}

/** `The network expects to need 120 CPU-hours tomorrow; 40 are offered.` */
export function foreseenSentence({
  currency,
  expected,
  offered,
  basis,
  days,
}: Pick<ForeseenView, 'currency' | 'expected' | 'offered' | 'basis' | 'days'>): string {
  const needed = formatHours(expected * BigInt(days), currency);
  const when = days === 1 ? 'tomorrow' : `in the next ${plural(days, 'day')}`;
  const isOne = offered === 1_000_000n;
  const there =
    offered === 0n
      ? 'none are offered yet'
      : `${formatCpuAmount(offered)} ${isOne ? 'is' : 'are'} offered`;
  if (expected > 0n) return `The network expects to need ${needed} ${when}; ${there}.`;
  const unit = currency === 'cpu' ? 'CPU-hours' : 'man-hours';
  return basis === 'launch'
    ? `Nobody knows yet how many ${unit} will be needed ${when}; ${there}.`
    : `The network expects to need no ${unit} ${when}; ${there}.`;
}

/** What the expectation rests on. */
export function basisSentence({
  basis,
  daysKnown,
}: Pick<ForeseenView, 'basis' | 'daysKnown'>): string {
  switch (basis) {
    case 'launch':
      return daysKnown === 0
        ? 'No day of this community is over yet, so there is nothing to go by: everybody is asked for a little.'
        : `Only ${plural(daysKnown, 'day')} of this community ${daysKnown === 1 ? 'is' : 'are'} over, too few to go by: everybody is asked for a little.`;
    case 'rare':
      return `On many of the ${plural(daysKnown, 'day')} nothing was asked for, so it follows how often something is, and how much.`;
    case 'steady':
      return `It follows the level of the last days and where it is going, from ${plural(daysKnown, 'day')} of the record.`;
  }
}

/** What is asked of everybody, or that nothing is. */
export function requestSentence({
  currency,
  request,
  calledOffAtMs,
}: Pick<ForeseenView, 'currency' | 'request' | 'calledOffAtMs'>): string {
  if (request !== null) return askedSentence(request, currency);
  return calledOffAtMs === null
    ? 'Nothing is asked for: what is offered is expected to do.'
    : 'Enough is offered: the request was called off.';
}

function askedSentence({ quantity, missing }: HoursRequestView, currency: Currency): string {
  const asked = `${formatHours(quantity, currency)} asked for`;
  return missing === 0n
    ? `${asked}, and all of it is offered.`
    : `${asked}, of which ${formatCpuAmount(missing)} ${missing === 1_000_000n ? 'is' : 'are'} missing.`;
}

/** How close what was foreseen came to what happened. */
export function errorSentence({
  currency,
  history,
  meanError,
  errorPpm,
}: Pick<ForeseenView, 'currency' | 'history' | 'meanError' | 'errorPpm'>): string {
  if (meanError === null) return 'No day that was foreseen is over yet, so its error is not known.';
  const days =
    history.length === 1
      ? 'On the one day that was foreseen'
      : `Over ${plural(history.length, 'day')}`;
  const part =
    errorPpm === null
      ? ''
      : `, ${formatNumber(Math.round(errorPpm / 10_000))}% of what was asked for`;
  return `${days} it was off by ${formatHours(meanError, currency)} a day${part}.`;
}

const tierNames = ['rarely kept', 'kept half the time', 'mostly kept', 'nearly always kept'];

/** How somebody kept their word, from the record. */
export function reliabilitySentence({
  tier,
  committed,
  fulfilled,
}: Pick<ForeseenView, 'tier' | 'committed' | 'fulfilled'>): string {
  if (committed === 0)
    return 'No earlier offer was counted on yet: reliability begins in the middle.';
  return `${formatNumber(fulfilled)} of ${plural(committed, 'offer')} kept: ${tierNames[tier] ?? ''}.`;
}

/** By how much a day was foreseen wrongly: below zero where more was asked for than foreseen. */
export function errorOf({ foreseen, happened }: ForeseenDayView): bigint {
  return foreseen - happened;
}
