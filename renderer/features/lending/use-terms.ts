import type {
  LendingNowView,
  TermsChangeView,
  TermsView,
} from '../../../shared/api/lending-contract.ts';
import { useCall, useTopic } from '../../node/node-provider.tsx';

/** The terms on which this computer lends; undefined until they have come. */
export function useTerms(): TermsView | undefined {
  return useTopic((node) => node.lending.terms).value;
}

/** What follows from the terms at this moment; undefined until it has come. */
export function useLendingNow(): LendingNowView | undefined {
  return useTopic((node) => node.lending.now).value;
}

/** What changes the terms, and why the latest change was refused. */
export interface TermsCalls {
  /** Whether the node took it. */
  readonly change: (part: TermsChangeView) => Promise<boolean>;
  readonly problem: string | null;
}

/** Changes take effect at once; what runs is not begun again. */
export function useTermsCalls(): TermsCalls {
  const { start, refusal } = useCall((node) => node.lending.change);
  return {
    change: async (part) => (await start(part)).ok,
    problem: refusal?.detail ?? null,
  };
}
