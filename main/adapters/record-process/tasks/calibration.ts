/** How a member's estimates compare with what tasks really took (rules R5): shown, and never counted. */
import type { CalibrationView } from '../../../../shared/api/task-shape.ts';
import { calibrationSentence } from '../../../../shared/api/task-words.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { Compared } from '../../../../shared/work/work-state.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochStartMs } from '../views/health.ts';

export function calibrationView(community: OpenCommunity, me: string): CalibrationView {
  const compared = community.node.state().work.compared.get(me) ?? [];
  const ratioPpm = middleRatio(compared);
  return {
    pairs: compared.map(({ task, title, hours, actual, ended }) => ({
      ...{ task, hours, actualTenths: actual, title: shownName(title) },
      endedAtMs: epochStartMs(community, ended + 1),
    })),
    ratioPpm,
    sentence: calibrationSentence(ratioPpm),
  };
}

/** The lower one in the middle where their number is even: one task that went wrong says nothing of the others. */
function middleRatio(compared: readonly Compared[]): number | null {
  const ratios = compared.map(({ hours, actual }) => Math.round((actual * 100_000) / hours));
  return ratios.sort((a, b) => a - b)[Math.floor((ratios.length - 1) / 2)] ?? null;
}
