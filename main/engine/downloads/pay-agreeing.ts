/** What both have signed, shown by one to the other: a counter with both signatures proves itself. */
import type { PaySeries, PaySubject, PayAccount } from './pay-account.ts';
import { seriesAt } from './pay-account.ts';
import type { PayFrameOf } from './pay-frames.ts';
import type { PaySigning } from './pay-parts.ts';

/** Whether both have signed what is shown. */
export function isAgreed(
  signing: PaySigning,
  subject: PaySubject,
  { body, supplierSignature, consumerSignature }: PayFrameOf<'agreed'>,
): boolean {
  const counter = { epoch: body.epoch, said: body };
  return (
    signing.isSigned(subject, counter, { giver: supplierSignature }) &&
    signing.isSigned(subject, counter, { downloader: consumerSignature })
  );
}

/**
 * The series as it is after what is shown, or null where that is nothing new. What was proposed meanwhile counts
 * from something else and is given up. Two contents of one number are never made up: the one known here stays, and
 * the record judges both.
 */
export function adopted(
  { kept }: PayAccount,
  { body, supplierSignature, consumerSignature }: PayFrameOf<'agreed'>,
): PaySeries | null {
  const { epoch, sequence, count, quantity } = body;
  const series = seriesAt(kept, epoch);
  const last = series?.last ?? null;
  if (series === null || sequence <= (last?.sequence ?? 0)) return null;
  if (count < (last?.count ?? 0) || quantity < (last?.quantity ?? 0n)) return null;
  return {
    ...series,
    last: { sequence, count, quantity, supplierSignature, consumerSignature },
    proposal: null,
    signed: Math.max(series.signed, sequence),
    spare: 0n,
  };
}
