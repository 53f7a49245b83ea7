import type { CauseTextInput, CauseView } from '../../../shared/api/cause-shape.ts';
import { parseMilli, typedMilli } from '../../../shared/api/stake-words.ts';
import { oneLine } from '../../../shared/api/words.ts';
import { statementLength, tagsMax } from '../../../shared/stake/market.ts';

export const attestorCounts = ['3', '5', '7'] as const;

/** A cause as it is being written: numbers are what was typed. */
export interface CauseDraft {
  readonly statement: string;
  readonly beneficiaries: string;
  readonly check: CauseTextInput['check'];
  readonly metric: string;
  readonly unit: string;
  readonly comparator: CauseTextInput['comparator'];
  readonly baseline: string;
  readonly target: string;
  readonly dueAtMs: number | null;
  readonly attestors: (typeof attestorCounts)[number];
  /** With commas or spaces between them. */
  readonly tags: string;
  readonly replaces: string | null;
}

const day = 86_400_000;

export function emptyDraft(nowMs: number): CauseDraft {
  return {
    statement: '',
    beneficiaries: '',
    check: 'attestors',
    metric: '',
    unit: '',
    comparator: 'at_least',
    baseline: '0',
    target: '',
    dueAtMs: Math.ceil((nowMs + 90 * day) / day) * day,
    attestors: '3',
    tags: '',
    replaces: null,
  };
}

/** The words of a cause, for one that is to stand in its place. */
export function draftOf(cause: CauseView, nowMs: number): CauseDraft {
  const { statement, beneficiaries, check, metric, unit, comparator } = cause;
  return {
    ...emptyDraft(nowMs),
    ...{ statement, beneficiaries, check, metric, unit, comparator },
    baseline: typedMilli(cause.baseline),
    target: typedMilli(cause.target),
    dueAtMs: cause.dueAtMs > nowMs ? cause.dueAtMs : emptyDraft(nowMs).dueAtMs,
    attestors: attestorCounts.find((each) => Number(each) === cause.attestors) ?? '3',
    tags: cause.tags.join(', '),
    replaces: cause.id,
  };
}

/** The first thing that still stands in the way, or null. */
export function causeLacks(draft: CauseDraft, nowMs: number): string | null {
  const letters = draft.statement.trim().length;
  if (letters < statementLength.least) {
    return `Say in ${statementLength.least} letters or more what you set out to do.`;
  }
  if (draft.beneficiaries.trim() === '') return 'Say whom it benefits.';
  if (draft.metric.trim() === '') return 'Say what is measured.';
  if (draft.check === 'attestors' && draft.unit.trim() === '') return 'Say in which unit.';
  const [baseline, target] = [parseMilli(draft.baseline), parseMilli(draft.target)];
  if (baseline === null || target === null) return 'From what to what: write two numbers.';
  const isAhead = draft.comparator === 'at_least' ? target > baseline : target < baseline;
  if (!isAhead) {
    return draft.comparator === 'at_least'
      ? 'It has to rise: choose a higher number to reach.'
      : 'It has to fall: choose a lower number to reach.';
  }
  if (draft.dueAtMs === null || draft.dueAtMs <= nowMs) return 'Say by when, in the future.';
  return tagsOf(draft.tags) === null
    ? `Choose at most ${tagsMax} tags of small letters, digits and hyphens.`
    : null;
}

/** What is sent, and what the preview shows; lacking numbers count as nothing. */
export function causeTextOf(draft: CauseDraft): CauseTextInput {
  const isCounted = draft.check === 'hours_given';
  return {
    statement: oneLine(draft.statement),
    beneficiaries: oneLine(draft.beneficiaries),
    metric: oneLine(draft.metric),
    unit: isCounted ? 'CPU-hours' : oneLine(draft.unit),
    comparator: draft.comparator,
    baseline: parseMilli(draft.baseline) ?? 0n,
    target: parseMilli(draft.target) ?? 0n,
    dueAtMs: draft.dueAtMs ?? 0,
    check: draft.check,
    attestors: isCounted ? 0 : Number(draft.attestors),
    tags: tagsOf(draft.tags) ?? [],
    replaces: draft.replaces,
  };
}

/** Ascending, each once; null where one of them is none, or there are too many. */
function tagsOf(typed: string): string[] | null {
  const tags = [
    ...new Set(
      typed
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
  ].toSorted(byCode);
  const isFine = tags.every((tag) => /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/.test(tag));
  return isFine && tags.length <= tagsMax ? tags : null;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : 1;
}
