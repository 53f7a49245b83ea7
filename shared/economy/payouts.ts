/**
 * What those who hold a member's stake get of the tokens that it received (rules R13): a fixed share, divided by the
 * shares they hold, one step and no further. If everybody receives the same, everybody gets the same back: stakes
 * spread luck, not level.
 */
import { sortedEntries } from '../base/sorted.ts';
import { apportionNamed } from '../domain/apportion.ts';
import type { Parameters } from './parameters.ts';
import type { Dividend, Dividends } from './settle.ts';

/** How many of an issuer's shares each holder has, the issuer too: all of them together are all that there are. */
export type Holders = (issuer: string) => ReadonlyMap<string, bigint>;

/** The payouts of one issuer that received so much; they add up to the share, rounded down. */
export function payouts(
  received: bigint,
  holders: ReadonlyMap<string, bigint>,
  { dividendPpm }: Pick<Parameters, 'dividendPpm'>,
): readonly Dividend[] {
  const whole = (received * BigInt(dividendPpm)) / 1_000_000n;
  return apportionNamed(whole, sortedEntries(holders)).flatMap(([holder, quantity]) =>
    quantity > 0n ? [{ holder, quantity }] : [],
  );
}

/** The same as what a settlement asks for. While everybody holds all of themselves, nothing changes hands. */
export function dividendsBy(
  holdersOf: Holders,
  parameters: Pick<Parameters, 'dividendPpm'>,
): Dividends {
  return (member, received) => payouts(received, holdersOf(member), parameters);
}
