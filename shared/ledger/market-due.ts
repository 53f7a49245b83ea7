/**
 * Heights that are due though nothing was written: the market goes on by the certified epochs alone, and somebody
 * must close them for it.
 */
import { mayBeDrawn } from './cause-outcome.ts';
import { isSealing } from './market-draft.ts';
import type { LedgerState } from './state.ts';

/** Whether a height that closes this epoch brings the market on, even with no record in it. */
export function marketDue(
  { epoch, market, parameters }: Pick<LedgerState, 'epoch' | 'market' | 'parameters'>,
  endedEpoch: number,
): boolean {
  if (endedEpoch <= epoch) return false;
  const { round, commitments, offers } = market;
  const { roundEpochs, sealEpochs } = parameters;
  const begins = round * roundEpochs;
  const isSealed = isSealing(epoch + 1, parameters) && endedEpoch >= begins + sealEpochs - 1;
  if (isSealed) {
    for (const commitment of commitments.values()) if (commitment.round === round) return true;
  }
  if (endedEpoch < begins + roundEpochs - 1) return false;
  return offers.size > 0 || commitments.size > 0 || hasCauseDue(market.causes, begins, endedEpoch);
}

/**
 * A cause whose outcome is to be settled, or whose attestors are to be drawn: those of this round, and those of the very
 * height that closed the one before, the only height of it that closed its last epoch.
 */
function hasCauseDue(
  causes: LedgerState['market']['causes'],
  begins: number,
  endedEpoch: number,
): boolean {
  for (const cause of causes.values()) {
    if (cause.outcome !== null) continue;
    if (cause.deadline <= endedEpoch) return true;
    if (mayBeDrawn(cause) && cause.since >= begins - 1) return true;
  }
  return false;
}
