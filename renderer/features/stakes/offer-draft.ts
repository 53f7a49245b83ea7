import type { CauseRefView } from '../../../shared/api/cause-shape.ts';
import type { MineView, OfferTextInput } from '../../../shared/api/stake-shape.ts';
import { unitsOfPpm, weightsOf } from '../../../shared/api/stake-words.ts';
import { oneLine } from '../../../shared/api/words.ts';

/** One thing that an offer asks for, and how many parts of it that is. */
export interface DraftWant {
  readonly id: string;
  /** Null for a tag. */
  readonly cause: CauseRefView | null;
  readonly tag: string | null;
  readonly parts: number;
}

export interface OfferDraft {
  /** Null: of oneself. Else whose stake, and under which cause it is held. */
  readonly give: { readonly member: string; readonly cause: string } | null;
  /** Whether what is held of another is given for stake in oneself. */
  readonly isHome: boolean;
  /** Tenths of a percent of a person. */
  readonly tenths: number;
  readonly wants: readonly DraftWant[];
  readonly reason: string;
  readonly rounds: number;
}

export const firstOffer: OfferDraft = {
  give: null,
  isHome: false,
  tenths: 10,
  wants: [],
  reason: '',
  rounds: 3,
};

/** As it was kept, but for stake that is not held any more. */
export function heldOffer(draft: OfferDraft, held: MineView['held']): OfferDraft {
  const { give } = draft;
  const has = held.some(({ person, cause }) => {
    return person.id === give?.member && cause.id === give.cause;
  });
  return give === null || has ? draft : { ...draft, give: null };
}

export const causeWant = (cause: CauseRefView): DraftWant => ({
  ...{ id: cause.id, cause, tag: null, parts: 1 },
});

export const tagWant = (tag: string): DraftWant => ({
  ...{ id: `tag ${tag}`, cause: null, tag, parts: 1 },
});

/** The wants with another one, or as they are where it is among them. */
export function withWant(wants: readonly DraftWant[], want: DraftWant): readonly DraftWant[] {
  return wants.some(({ id }) => id === want.id) ? wants : [...wants, want];
}

/** What is sent. `most` is what may be given in units: the largest choice means all of it. */
export function offerTextOf(draft: OfferDraft, issued: bigint, most: bigint): OfferTextInput {
  const units = unitsOfPpm(draft.tenths * 1_000, issued);
  const wants = draft.isHome && draft.give !== null ? [] : draft.wants;
  const weights = weightsOf(wants.map(({ parts }) => parts));
  return {
    give: draft.give,
    quantity: isAll(draft, issued, most) ? most : units,
    wants: wants.map(({ cause, tag }, index) => {
      const weightPpm = weights[index] ?? 0;
      return cause === null
        ? { kind: 'tag', tag: tag ?? '', weightPpm }
        : { kind: 'member', member: cause.issuer.id, cause: cause.id, weightPpm };
    }),
    reason: oneLine(draft.reason),
    rounds: draft.rounds,
  };
}

/** Whether the choice stands for everything that may be given: the last step of the slider may be a part of one. */
function isAll({ tenths }: OfferDraft, issued: bigint, most: bigint): boolean {
  return most > 0n && tenths >= tenthsOf(most, issued);
}

/** Tenths of a percent, rounded up: the last step of the slider reaches all of it. */
export function tenthsOf(units: bigint, issued: bigint): number {
  return issued === 0n ? 0 : Number((units * 1_000n + issued - 1n) / issued);
}

/** The first thing that still stands in the way, or null. */
export function offerLacks(draft: OfferDraft): string | null {
  if (draft.tenths <= 0) return 'Choose how much you give.';
  if (draft.give !== null && draft.isHome) return null;
  return draft.wants.length === 0 ? 'Choose for whose stake.' : null;
}
