import { useLocation } from 'wouter';
import type { SourceNoteView } from '../../../shared/api/jobs-shape.ts';
import type { EstimateView } from '../../../shared/api/slices-shape.ts';
import { parseCpuHours } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { jobPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { useLending, useStatement, useStatus } from '../app/views.ts';
import { useDraft } from './draft-context.tsx';
import type { CutInput } from './draft-input.ts';
import { missingToRun, missingToSend, requestOf } from './draft-request.ts';
import { forCertainty, typedAmount } from './quote-sums.ts';
import type { Trying } from './use-trying.ts';

/** What the quote is made of. */
export interface Quoted {
  /** Null while nothing that is still as it was has been tested. */
  readonly estimate: EstimateView | null;
  /** As it stands in the field: what was typed, or what the test suggests. */
  readonly ceiling: string;
  readonly amount: bigint | null;
  readonly lacks: readonly string[];
  readonly shortage: Shortage | null;
}

/** How many hours there are too few, and what would help. */
export interface Shortage {
  readonly short: bigint;
  readonly free: bigint;
  /** Lending that would bring them; null where this computer lends nothing. */
  readonly lendHours: number | null;
}

export function useQuote(
  cut: CutInput,
  notes: readonly SourceNoteView[],
  { state, isOfNow }: Trying,
): Quoted {
  const { draft } = useDraft();
  const now = useNow();
  const tested = isOfNow ? (state?.estimate ?? null) : null;
  const estimate = tested && forCertainty(tested, draft.certainty);
  const ceiling = draft.ceiling ?? (estimate === null ? '' : typedAmount(estimate.ceiling));
  const amount = parseCpuHours(ceiling);
  return {
    ...{ estimate, ceiling, amount },
    lacks: [...missingToRun(draft, cut, notes), ...missingToSend(draft, ceiling, now)],
    shortage: useShortage(amount),
  };
}

function useShortage(amount: bigint | null): Shortage | null {
  const [statement, status, lending] = [useStatement(), useStatus(), useLending()];
  const free = statement?.available ?? null;
  if (free === null || amount === null || amount <= free) return null;
  const short = amount - free;
  const perHour =
    ((lending?.cores.limit ?? 0) *
      (status?.machine.ratingMilli ?? 0) *
      (lending?.shareMilli ?? 0)) /
    1_000_000;
  return { short, free, lendHours: perHour > 0 ? Number(short) / 1_000_000 / perHour : null };
}

/** Sends the draft and goes to the job. */
export function useSending(cut: CutInput, ceiling: string) {
  const { draft, sent } = useDraft();
  const [, navigate] = useLocation();
  const submit = useCall((node) => node.jobs.submit);
  return {
    isPending: submit.isPending,
    problem: submit.refusal?.detail ?? null,
    async send() {
      const request = requestOf(draft, cut, ceiling, Date.now());
      if (request === null || submit.isPending) return;
      const answer = await submit.start(request);
      if (!answer.ok) return;
      sent(answer.value.job);
      navigate(jobPath(answer.value.job));
    },
  };
}
