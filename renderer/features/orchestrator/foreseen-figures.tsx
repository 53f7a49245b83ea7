import type { ForeseenView } from '../../../shared/api/orchestrator-shape.ts';
import { formatHours } from '../../../shared/api/orchestrator-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { useNow } from '../app/use-now.ts';

/** The numbers behind the sentence, each by its name. */
export function ForeseenFigures({ foreseen }: { readonly foreseen: ForeseenView }) {
  const now = useNow();
  const { currency, usualError, expectedDownloads, startsAtMs, endsAtMs } = foreseen;
  const hours = (quantity: bigint) => formatHours(quantity, currency);
  const facts: readonly Fact[] = [
    ['From', formatWhen(startsAtMs, now)],
    ['Until', formatWhen(endsAtMs, now)],
    ['Expected a day', hours(foreseen.expected)],
    ...(expectedDownloads > 0n ? [['Of it, downloads', hours(expectedDownloads)] as const] : []),
    ['Usually off by', usualError === null ? 'not known yet' : hours(usualError)],
    ['Offered', hours(foreseen.offered)],
    ['Left at the end', signed(foreseen.level, hours)],
    ['Asked for below', hours(foreseen.low)],
    ['Called off above', hours(foreseen.high)],
  ];
  return <Facts facts={facts} />;
}

/** Below nothing it is what is short. */
function signed(quantity: bigint, hours: (quantity: bigint) => string): string {
  return quantity < 0n ? `${hours(-quantity)} short` : hours(quantity);
}
