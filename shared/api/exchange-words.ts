/**
 * The exchange value of a CPU-hour (rules R7) in words: what an hour stands for beside all that computers can do, against
 * the day on which the community began. Its time is that of a certificate, so that everybody is shown the same.
 */
import type { CommunityView } from './community-contract.ts';
import { plural } from './words.ts';

/** In how many months computers are expected to do twice as much: a constant of the community. */
export function halfValueMonthsOf({ parameters }: Pick<CommunityView, 'parameters'>): number {
  return Number(parameters.find(({ name }) => name === 'halfValueMonths')?.value ?? 18n);
}

/** The index in millionths, with what it means, and that nobody loses anything by it. */
export function exchangeSentence(valuePpm: number, halfValueMonths: number): string {
  return (
    `Computers are expected to do twice as much every ${plural(halfValueMonths, 'month')}. A CPU-hour is the same work ` +
    `for ever, so beside all that they can do it stands for ${(valuePpm / 10_000).toFixed(1)}% of what it stood for ` +
    'when the community began. Nothing is taken off what anybody has.'
  );
}
