import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { assert } from '../../../shared/base/assert.ts';
import { emptyDraft, type Draft } from './draft.ts';

interface Drafts {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly startOver: () => void;
  /** The draft was sent and became this job; the form is empty again. */
  readonly sent: (job: string) => void;
  /** Puts the draft of a job that was sent from this window back into the form; false if it is not known. */
  readonly reuse: (job: string) => boolean;
  /** Whether this window still knows what was sent for a job. */
  readonly knows: (job: string) => boolean;
}

const DraftContext = createContext<Drafts | null>(null);
const keptMax = 8;

/** Keeps the draft while one looks at other pages, and the last few that were sent. */
export function DraftProvider({ children }: { readonly children: ReactNode }) {
  const [draft, setDraft] = useState(emptyDraft);
  const [kept, setKept] = useState<readonly (readonly [job: string, draft: Draft])[]>([]);
  const change = useCallback((part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
  }, []);
  const value = useMemo<Drafts>(
    () => ({
      draft,
      change,
      startOver: () => {
        setDraft(emptyDraft());
      },
      sent: (job) => {
        setKept([[job, draft] as const, ...kept].slice(0, keptMax));
        setDraft(emptyDraft());
      },
      knows: (job) => kept.some(([id]) => id === job),
      reuse: (job) => {
        const found = kept.find(([id]) => id === job)?.[1];
        if (found) setDraft({ ...found, request: emptyDraft().request });
        return found !== undefined;
      },
    }),
    [draft, change, kept],
  );
  return <DraftContext value={value}>{children}</DraftContext>;
}

export function useDraft(): Drafts {
  const drafts = useContext(DraftContext);
  assert(drafts !== null, 'the job pages are inside a DraftProvider');
  return drafts;
}
