/**
 * Counters that are to be brought into the record, as the node sees them. They grow with every few pieces, and each look
 * goes over all that are open, so it is taken a few times a second at most. The first is shown at once, because this
 * process is started again for it; nothing else waits for what is shown.
 */
import { countersMax } from '../../../shared/api/release-files-contract.ts';
import type { CounterView } from '../../../shared/api/release-files-contract.ts';
import { createCell } from '../../../shared/api/handlers.ts';
import type { Topic } from '../../../shared/api/handlers.ts';
import { counterCodec } from '../../../shared/ledger/record.ts';
import type { Paying } from '../../engine/downloads/contract.ts';
import type { Clock } from '../../engine/ports.ts';

export interface ShownCounters {
  readonly topic: Topic<CounterView[]>;
  hasAny(): boolean;
  /** Others may be open now. */
  update(): void;
  close(): void;
}

const lookEveryMs = 250;

export function createShownCounters(
  open: Paying['open'],
  clock: Pick<Clock, 'after'>,
  /** The last one was settled. */
  onNone: () => void,
): ShownCounters {
  const cell = createCell<CounterView[]>([]);
  let shown = '';
  let cancel: (() => void) | null = null;

  function look(): void {
    const next = open()
      .slice(0, countersMax)
      .map(({ community, counter }) => ({
        community,
        body: counterCodec.encode(counter.body),
        supplierSignature: counter.supplierSignature,
        consumerSignature: counter.consumerSignature,
      }));
    // a signature names all that it signs
    const text = next.map((each) => each.supplierSignature.join()).join(' ');
    if (text === shown) return;
    shown = text;
    cell.set(next);
  }

  look();
  return {
    topic: cell,
    hasAny: () => shown !== '',
    update() {
      if (shown === '') {
        look();
        return;
      }
      cancel ??= clock.after(lookEveryMs, () => {
        cancel = null;
        look();
        if (shown === '') onNone();
      });
    },
    close() {
      cancel?.();
    },
  };
}
