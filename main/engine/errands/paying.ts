/** Signs the receipts of answers that are to be paid. The supplier is told after the receipt is on the disk. */
import { hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import { decodeReceiptBody, encodeReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Peers } from '../peers/peers.ts';
import type { Dispatch } from './dispatch.ts';
import type { ErrandBook } from './errand-book.ts';
import type { Errand } from './errand.ts';
import type { JobRates } from './job-rates.ts';

export interface Paying {
  /** Of an answer; of anything else nothing happens. */
  pay(errand: Errand): void;
  /**
   * Whether the receipt of an answer is signed already: the program fell over before that was written down. Whoever
   * pays it again gets the same receipt.
   */
  isSigned(errand: Errand): boolean;
}

interface PayingParts {
  readonly group: GroupCommit;
  readonly book: ErrandBook;
  readonly ledger: Ledger;
  readonly peers: Peers;
  readonly rates: JobRates;
  readonly dispatch: Dispatch;
}

/** The purse of the errands. */
export function createPaying(parts: PayingParts): Paying {
  const { group, book, ledger, peers, rates, dispatch } = parts;

  /** Within a change: receipt and state are written together. */
  function sign(errand: Errand): (() => void) | null {
    const { state } = errand.progress;
    const body = state.at === 'answered' ? decodeReceiptBody(state.proposal.body) : null;
    if (state.at !== 'answered' || body === null) return null;
    const { attempt, proposal } = state;
    const kept = ledger.sign(attempt.peer, body, proposal.signature, errand.isChecked);
    errand.isBeingPaid = false;
    if (!kept.ok) {
      const { name, detail: reason } = kept.error;
      return () => {
        dispatch.happened(errand, { type: 'refuse', name, reason });
      };
    }
    rates.learn(errand.wish, body);
    dispatch.happened(errand, { type: 'paid', receipt: kept.value.id });
    book.keep(errand);
    // Whoever hears of it writes what follows into the same change, and may let go of the errand with it.
    dispatch.tell(errand);
    const signature = kept.value.receipt.consumerSignature;
    return () => {
      peers.send(attempt.peer, { type: 'signed', attempt: attempt.nonce, signature });
    };
  }

  return {
    pay(errand) {
      if (errand.progress.state.at !== 'answered' || errand.isBeingPaid) return;
      errand.isBeingPaid = true;
      let follow: (() => void) | null = null;
      group.write(
        () => {
          follow = sign(errand);
        },
        () => follow?.(),
      );
    },
    isSigned(errand) {
      const { state } = errand.progress;
      if (state.at !== 'answered') return false;
      const kept = ledger.ofAttempt(hexToBytes(state.attempt.nonce));
      return kept !== null && sameBytes(encodeReceiptBody(kept.receipt.body), state.proposal.body);
    },
  };
}
