import type { LendingView, NodeStatusView } from '../../../shared/api/contract.ts';
import type { TermsView } from '../../../shared/api/lending-contract.ts';

/** What each page of the first run needs. */
export interface StepProps {
  readonly status: NodeStatusView;
  readonly lending: LendingView;
  readonly terms: TermsView;
  /** Goes to the next page. */
  readonly onNext: () => void;
  /** Leaves the first run, to Home. */
  readonly onEnd: () => void;
}
