/** `supply`: how the hours of a community came into being, certificate by certificate. */
import { formatHours } from '../../../shared/api/account-words.ts';
import { formatCpuAmount } from '../../../shared/api/amounts.ts';
import type { SupplyEpochView } from '../../../shared/api/community-contract.ts';
import { currencyWords, pageSizeMax } from '../../../shared/api/community-shape.ts';
import { exchangeSentence, halfValueMonthsOf } from '../../../shared/api/exchange-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { exchangeValuePpm } from '../../../shared/economy/exchange-value.ts';
import { createOutput } from '../output.ts';
import { inCommunity, numberWithin } from './community-session.ts';
import type { CommunityOptions } from './community-session.ts';

/** No community gets so far. */
const certificateMax = 999_999_999;

export interface SupplyOptions extends CommunityOptions {
  readonly epochs: string;
  readonly before?: string;
  readonly currency: string;
}

/** `common-hours supply` */
export function showSupply(options: SupplyOptions): Promise<number> {
  const { json } = options;
  const limit = numberWithin(options.epochs, [1, pageSizeMax], 'The number of epochs');
  if (!limit.ok) return Promise.resolve(createOutput(json).fail(limit.error));
  const before =
    options.before === undefined
      ? ok(null)
      : numberWithin(options.before, [1, certificateMax], 'The certificate');
  if (!before.ok) return Promise.resolve(createOutput(json).fail(before.error));
  const currency = currencyWords.find((each) => each === options.currency);
  if (currency === undefined) {
    const wrong = refuse('bad_value', `“${options.currency}” is no currency: write cpu or man.`);
    return Promise.resolve(createOutput(json).fail(wrong.error));
  }
  return inCommunity(options, async ({ client, output }, founded) => {
    const { id, name } = founded;
    const asked = { community: id, currency, before: before.value, limit: limit.value };
    const series = await client.supply.epochs(asked);
    if (!series.ok) return series;
    const { epochs, oldest } = series.value;
    const [last] = epochs;
    if (last === undefined) {
      output.line(
        before.value === null
          ? `Nothing is certified in “${name}” yet, so no hours have come into being.`
          : `This computer knows of no certificate before ${before.value} in “${name}”.`,
      );
    } else if (before.value === null) {
      const [supply, treasury] = [last.supply, last.treasury].map((each) =>
        formatHours(each, currency),
      );
      output.line(
        `${supply ?? ''} have come into being in “${name}”; ${treasury ?? ''} of them are in nobody's hands and are used first.`,
      );
    }
    for (const each of epochs) output.line(supplyLine(each, Date.now()));
    const months = halfValueMonthsOf(founded);
    const index =
      last === undefined ? 1_000_000 : exchangeValuePpm(last.endsAtMs - founded.startsAtMs, months);
    // Work of people has no such index.
    const isIndexed = currency === 'cpu' && before.value === null;
    if (isIndexed) output.line(exchangeSentence(index, months));
    const indexed = isIndexed ? { exchangeValuePpm: index } : {};
    output.json({ community: id, currency, epochs, oldest, ...indexed });
    return ok(0);
  });
}

function supplyLine(epoch: SupplyEpochView, now: number): string {
  const { volume, cleared, minted, surplus, supply, treasury } = epoch;
  const hours = (amount: bigint) => formatCpuAmount(amount);
  return `  until ${formatWhen(epoch.endsAtMs, now)} (certificate ${epoch.height}): given ${hours(volume)}, cancelled out ${hours(cleared)}, flowed to people with a deficit in all ${hours(surplus)}, minted ${hours(minted)}, supply ${hours(supply)}, treasury ${hours(treasury)}`;
}
