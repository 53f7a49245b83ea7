/** How many hours one press of a button offers. */
import type { ForeseenView } from '../../../shared/api/orchestrator-shape.ts';

const hour = 1_000_000n;

/**
 * What is missing of the request, as far as one can give it in a day; in the first days, of which nothing is known, an
 * hour of everybody. Whole hours from one on, and hundredths below. Null where nothing is missing, or nothing can be
 * given. All in millionths of an hour.
 */
export function suggestedOffer(
  { request }: Pick<ForeseenView, 'request'>,
  most: bigint,
): bigint | null {
  if (request === null || request.missing <= 0n) return null;
  const wanted = request.isGeneral && request.missing > hour ? hour : request.missing;
  const step = wanted >= hour ? hour : hour / 100n;
  const rounded = ((wanted + step - 1n) / step) * step;
  const offered = rounded < most ? rounded : (most / step) * step;
  return offered > 0n ? offered : null;
}

/** Millionths of an hour, of hours with hundredths at most. */
export function quantityOf(hours: number): bigint {
  return BigInt(Math.round(hours * 100)) * (hour / 100n);
}

/** The other way round, for a field. */
export function hoursOf(quantity: bigint): number {
  return Number(quantity / (hour / 100n)) / 100;
}
