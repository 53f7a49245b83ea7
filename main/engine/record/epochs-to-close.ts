/**
 * Which epoch a height closes: the last that has ended, as a rule. When the witnesses were away for longer than hours
 * may come late, that would refuse what has waited for them; then earlier epochs are closed first, each as late as
 * some of the hours that wait still count.
 */
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';

/** Hours that cannot be certified for another reason must not make anybody look at every epoch. */
const earlierMax = 8;

/** In the order in which they should be tried; the last one is `ended`. */
export function epochsToClose(
  { epoch: closed, parameters }: Pick<LedgerState, 'epoch' | 'parameters'>,
  records: readonly CheckedRecord[],
  ended: number,
): readonly number[] {
  const earlier = new Set<number>();
  for (const record of records) {
    if (record.kind !== 'counter') continue;
    const last = record.body.epoch + parameters.lateEpochs;
    if (closed < last && last < ended) earlier.add(last);
  }
  return [...[...earlier].sort((a, b) => a - b).slice(0, earlierMax), ended];
}
