/** The notice about the disk that others may use: once when it is nearly full, and again only after there was room. */
import {
  diskNearlyFullSentence,
  diskNearlyFullTitle,
  isDiskNearlyFull,
} from '../../shared/api/disk-words.ts';
import type { LendingNowView, TermsView } from '../../shared/api/lending-contract.ts';
import type { Shown } from './notifier.ts';

/** Whether it was told since there was room. It outlasts the program: a full disk is no news with every start. */
export interface DiskMemory {
  wasTold(): boolean;
  note(wasTold: boolean): void;
}

/** Told of what is kept and what may be, in any order; answers what there is to say of it, or null. */
export function createDiskNotices(memory: DiskMemory) {
  let kept: LendingNowView['kept'] | null = null;
  let terms: TermsView['terms'] | null = null;
  let wasTold = memory.wasTold();

  function look(): Shown | null {
    if (kept === null || terms === null) return null;
    const isFull = isDiskNearlyFull(kept, terms) ?? wasTold;
    if (isFull === wasTold) return null;
    wasTold = isFull;
    memory.note(isFull);
    if (!isFull) return null;
    const body = diskNearlyFullSentence(kept, terms);
    return { title: diskNearlyFullTitle, body, route: '/lending/limits' };
  }

  return {
    now(next: LendingNowView): Shown | null {
      ({ kept } = next);
      return look();
    },
    terms(next: TermsView): Shown | null {
      ({ terms } = next);
      return look();
    },
  };
}
