/** What is said of stakes and causes, on the page and on the command line. */
import { once } from '../base/once.ts';
import type { CauseView } from './cause-shape.ts';
import type {
  InfluenceView,
  MarketNowView,
  MineView,
  OfferTextInput,
  StakePathView,
  ValuesView,
} from './stake-shape.ts';
import { formatNumber, formatWhen, personName, plural } from './words.ts';

/** What a stake is; it stands word for word wherever stakes are shown. */
export const stakeDefinition =
  'A stake in someone is a share in what they do here: part of the hours their work brings back comes to you, and it supports what you may borrow.';

/** Of whoever has given nothing of themselves. */
export const wholeSentence =
  'You hold all of yourself, and no one else holds any of you. That is a fine place to stay.';

const numbers = once(
  () => new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** A part of a person: `5.0%`, `−1.1%`; `less than 0.1%` for what would read as nothing. */
export function formatPpm(ppm: number): string {
  const tenths = Math.round(Math.abs(ppm) / 1_000);
  if (ppm !== 0 && tenths === 0) return 'less than 0.1%';
  return `${ppm < 0 ? '−' : ''}${numbers().format(tenths / 10)}%`;
}

/** Units of a person's shares, of all that there are. */
export function formatPart(units: bigint, issued: bigint): string {
  return formatPpm(ppmOf(units, issued));
}

/** Millionths, rounded towards zero. */
export function ppmOf(units: bigint, issued: bigint): number {
  return issued === 0n ? 0 : Number((units * 1_000_000n) / issued);
}

/** Thousandths of a unit: `12.5`, `−1,204.125`, at most three digits behind the point. */
export function formatMilli(milli: bigint): string {
  const size = milli < 0n ? -milli : milli;
  const rest = (size % 1000n).toString().padStart(3, '0').replace(/0+$/, '');
  return `${milli < 0n ? '−' : ''}${formatNumber(size / 1000n)}${rest === '' ? '' : `.${rest}`}`;
}

/** The same as a person types it into a field: `-1204.125`. */
export function typedMilli(milli: bigint): string {
  return formatMilli(milli).replace('−', '-').replaceAll(',', '');
}

/**
 * The way back from `typedMilli`; null for what is no number, or too large. Separators are none: who writes a comma may
 * mean a point.
 */
export function parseMilli(typed: string): bigint | null {
  const match = /^([-−]?)(\d{1,12})(?:\.(\d{1,3}))?$/.exec(typed.trim());
  if (match === null) return null;
  const [, sign = '', whole = '0', rest = ''] = match;
  const size = BigInt(whole) * 1000n + BigInt(rest.padEnd(3, '0'));
  return sign === '' ? size : -size;
}

/** From what to what, by when: `Answered questions: from 0 to at least 40 questions, by 3 Dec, 15:00`. */
export function aimSentence(
  cause: Pick<CauseView, 'metric' | 'unit' | 'comparator' | 'baseline' | 'target' | 'dueAtMs'>,
  nowMs: number,
  zone?: string,
): string {
  const { metric, unit, comparator, baseline, target, dueAtMs } = cause;
  const bound = comparator === 'at_least' ? 'at least' : 'at most';
  return `${metric}: from ${formatMilli(baseline)} to ${bound} ${formatMilli(target)} ${unit}, by ${formatWhen(dueAtMs, nowMs, zone)}`;
}

/** How one sees what became of it. */
export function checkSentence({
  check,
  attestors,
}: Pick<CauseView, 'check' | 'attestors'>): string {
  return check === 'hours_given'
    ? 'The record itself counts it: CPU-hours that its author gives.'
    : `${attestors} people say what they see, drawn by the rule: nobody who holds stake in its author.`;
}

/** Where a cause stands, in a word or two. */
export function causeStateWord({ state }: Pick<CauseView, 'state'>): string {
  switch (state) {
    case 'waiting':
      return 'On its way to the record';
    case 'live':
      return 'Under way';
    case 'due':
      return 'Due';
    case 'met':
      return 'Reached';
    case 'missed':
      return 'Not reached';
    case 'contested':
      return 'Contested';
  }
}

/** What can be said of its progress: who was drawn and has spoken, and what was seen; null where nothing can. */
export function progressSentence(
  cause: Pick<CauseView, 'drawn' | 'achieved' | 'unit' | 'check' | 'state'>,
): string | null {
  const { drawn, achieved, unit, check } = cause;
  const seen = achieved === null ? null : `${formatMilli(achieved)} ${unit}`;
  if (check === 'hours_given') return seen === null ? null : `So far: ${seen}.`;
  if (drawn.length === 0) return null;
  const spoken = drawn.filter((each) => each.seen !== null).length;
  const said = `${spoken} of ${drawn.length} attestors have said what they see`;
  return seen === null ? `${said}.` : `${said}: ${seen}.`;
}

/** When offers can still be placed, or that they are being opened. */
export function phaseSentence(
  { phase, round, sealsUntilMs, closesAtMs }: MarketNowView,
  nowMs: number,
  zone?: string,
): string {
  const closes = formatWhen(closesAtMs, nowMs, zone);
  return phase === 'sealing'
    ? `Round ${round} takes offers until ${formatWhen(sealsUntilMs, nowMs, zone)} and closes ${closes}.`
    : `The offers of round ${round} are being opened. It closes ${closes}; what you offer now is for the round after it.`;
}

/** The same in a few words, for the line that is always in sight: `round 42 takes offers until 15:00`. */
export function roundNote(
  { phase, round, sealsUntilMs, closesAtMs }: MarketNowView,
  nowMs: number,
  zone?: string,
): string {
  return phase === 'sealing'
    ? `round ${round} takes offers until ${formatWhen(sealsUntilMs, nowMs, zone)}`
    : `round ${round} closes ${formatWhen(closesAtMs, nowMs, zone)}`;
}

/** What bounds what may still be offered. */
export function boundSentence({ boundBy }: Pick<MarketNowView, 'boundBy'>): string {
  switch (boundBy) {
    case 'floor':
      return 'Everybody keeps at least a tenth of themselves.';
    case 'release':
      return 'How much of yourself you can give in one round follows from the work you have given here.';
    case 'pledge':
      return 'It supports hours you have borrowed, so it stays until they are given back.';
    case 'offers':
      return 'The rest is in offers that you have placed.';
  }
}

/** `You → Ines 9.0% → Tomás 12.0% = 1.1%` */
export function pathSentence({ steps, productPpm }: StakePathView): string {
  const [, ...others] = steps;
  const ways = others.map(({ person, partPpm }) => `${personName(person)} ${formatPpm(partPpm)}`);
  return `${['You', ...ways].join(' → ')} = ${formatPpm(productPpm)}`;
}

/** How much of the network leads to oneself. */
export function influenceSentence({ ownPpm }: Pick<InfluenceView, 'ownPpm'>): string {
  return `${formatPpm(ownPpm)} of this network’s influence leads to you.`;
}

/** How far one's interests and those of all point in the same direction. */
export function alignmentSentence({ alignmentPpm }: Pick<MineView, 'alignmentPpm'>): string {
  return `Your interests overlap ${formatPpm(alignmentPpm)} with those of the whole network.`;
}

/** Whether one voice leads: `12 causes carry weight here, as many as 7 equal ones.` */
export function voiceSentence({
  held,
  effectiveHundredths,
}: Pick<ValuesView, 'held' | 'effectiveHundredths'>): string {
  if (held === 0) return 'Nobody holds stake under a cause of somebody else yet.';
  if (held === 1) return 'One cause carries all the weight here.';
  const equal = Math.max(1, Math.round(effectiveHundredths / 100));
  return `${held} causes carry weight here, as many as ${plural(equal, 'equal one')}.`;
}

/**
 * Parts of whatever sum, as millionths that add up to 1,000,000; the first one takes what rounding leaves. Where nothing
 * is said of any, all are the same.
 */
export function weightsOf(parts: readonly number[]): readonly number[] {
  const sum = parts.reduce((total, each) => total + each, 0);
  if (parts.length > 0 && sum <= 0) return weightsOf(parts.map(() => 1));
  const weights = parts.map((each) => Math.floor((each * 1_000_000) / sum));
  const rest = 1_000_000 - weights.reduce((total, each) => total + each, 0);
  return weights.map((each, index) => (index === 0 ? each + rest : each));
}

/** Units of a part of a person in millionths. */
export function unitsOfPpm(ppm: number, issued: bigint): OfferTextInput['quantity'] {
  return (BigInt(Math.round(ppm)) * issued) / 1_000_000n;
}
