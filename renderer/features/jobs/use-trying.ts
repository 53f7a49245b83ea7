import { useCallback } from 'react';
import type { SourceNoteView } from '../../../shared/api/jobs-shape.ts';
import type { TrialStateView } from '../../../shared/api/slices-shape.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { useCall, useTopic } from '../../node/node-provider.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useDraft } from './draft-context.tsx';
import type { CutInput } from './draft-input.ts';
import { jobDraftOf, missingToRun } from './draft-request.ts';
import type { Draft } from './draft.ts';

/** A test on this computer: how it stands, and whether it still is about the draft as it is. */
export interface Trying {
  readonly state: TrialStateView | null;
  /** The certainty of the draft when it was tested. */
  readonly isOfNow: boolean;
  readonly lacks: readonly string[];
  readonly slices: number;
  readonly problem: string | null;
  readonly isPending: boolean;
  readonly begin: (slices: readonly number[]) => void;
  readonly stop: () => void;
}

/** What was wrong in the latest test with this very source, at its line. */
export function faultNotes({ state, isOfNow }: Trying): readonly SourceNoteView[] {
  if (state === null || !isOfNow) return [];
  return state.trials.flatMap(({ fault }) =>
    fault?.line == null
      ? []
      : [
          {
            kind: 'warning' as const,
            line: fault.line,
            column: fault.column ?? 1,
            sentence: `In the test: ${fault.sentence}`.slice(0, 300),
          },
        ],
  );
}

export function useTrying(cut: CutInput, notes: readonly SourceNoteView[]): Trying {
  const { draft, trial, setTrial } = useDraft();
  const { start, isPending, refusal } = useCall((node) => node.jobs.try);
  const { start: stopTrial } = useCall((node) => node.jobs.stopTrial);
  const trials = useTopic((node) => node.jobs.trials).value?.trials;
  const cannot = useCannotAct();
  const missing = missingToRun(draft, cut, notes);
  const begin = useCallback(
    (slices: readonly number[]) => {
      const job = jobDraftOf(draft, cut, Date.now());
      if (job === null) return;
      const request = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
      // when it may go out is no matter of a test here
      const now = { ...job, notBeforeMs: null, deadline: null };
      void start({ request, draft: now, slices: [...slices] }).then((answer) => {
        if (answer.ok) setTrial({ request, draft });
      });
    },
    [draft, cut, start, setTrial],
  );
  return {
    state: trials?.find(({ request }) => request === trial?.request) ?? null,
    isOfNow: trial !== null && isSame(trial.draft, draft),
    lacks: missing.length > 0 || cannot === null ? missing : [cannot],
    slices: cut.ok ? cut.slices.count : 0,
    problem: refusal?.detail ?? null,
    isPending,
    begin,
    stop: () => {
      if (trial !== null) void stopTrial({ request: trial.request });
    },
  };
}

// Certainty, ceiling and time change what a job costs in a way that is known without a test.
const tested = [
  ...(['program', 'source', 'module', 'entry', 'args', 'inputKind', 'range', 'list'] as const),
  ...(['files', 'memoryMegabytes', 'minutes', 'audience'] as const),
];

/** Each part of a draft is replaced when it changes. */
function isSame(one: Draft, other: Draft): boolean {
  return tested.every((part) => one[part] === other[part]);
}
