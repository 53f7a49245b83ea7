/** What a downloader signs: no more pieces than came, no dearer than anybody pays, and about now. */
import { refuse, ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { paidOf, seriesAt } from './pay-account.ts';
import type { KeptAccount, PaySeries, Said } from './pay-account.ts';

export type PayRefusalName =
  | 'terms_unknown'
  | 'epoch_over'
  | 'epoch_ahead'
  | 'counter_out_of_turn'
  | 'counter_falls'
  | 'more_than_arrived'
  | 'too_dear';

export interface Asked {
  readonly kept: KeptAccount;
  /** Pieces that came from the machine, in all. */
  readonly arrived: number;
  readonly terms: { readonly pieceMost: bigint; readonly epochNow: number } | null;
}

/** What else might have been asked for is not saved up for ever: a micro-CPU-hour in millionths, a million times. */
const spareMax = 1_000_000_000_000n;
const micro = 1_000_000n;

/** The series as it is once this is signed, but for the signatures; `spare` is what is left of what pieces may cost. */
export function mayBeSigned(
  { kept, arrived, terms }: Asked,
  { epoch, said }: { readonly epoch: number; readonly said: Said },
): Result<PaySeries, Refusal<PayRefusalName>> {
  if (terms === null) {
    return refuse('terms_unknown', 'This computer does not know yet what pieces cost.');
  }
  const series = seriesAt(kept, epoch);
  if (series === null || epoch + 1 < terms.epochNow) {
    return refuse('epoch_over', 'The time that the counter is about is over.');
  }
  if (epoch > terms.epochNow + 1) {
    return refuse('epoch_ahead', 'The clocks of the two computers differ.');
  }
  const { last, signed, spare } = series;
  if (said.sequence <= signed) {
    return refuse('counter_out_of_turn', 'A counter of this number was signed already.');
  }
  const [count, quantity] = [last?.count ?? 0, last?.quantity ?? 0n];
  if (said.count <= count || said.quantity < quantity) {
    return refuse('counter_falls', 'The counter says no more than the one before it.');
  }
  if (paidOf(kept).pieces + said.count - count > arrived) {
    return refuse('more_than_arrived', 'Fewer pieces came than are counted.');
  }
  const left =
    spare + BigInt(said.count - count) * terms.pieceMost - (said.quantity - quantity) * micro;
  if (left < 0n) {
    return refuse('too_dear', 'A piece is charged more than twice what it costs elsewhere.');
  }
  return ok({ ...series, signed: said.sequence, spare: left < spareMax ? left : spareMax });
}
