import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { assert } from '../../../shared/base/assert.ts';
import { useKeptDraft, type KeptAt } from '../app/use-kept-draft.ts';
import { emptyDraft, type Draft } from './draft.ts';
import { SentBar } from './sent-bar.tsx';

/** A test of the draft on this computer: its number, and the draft as it was then. */
export interface DraftTrial {
  readonly request: string;
  readonly draft: Draft;
}

interface Drafts {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** Puts another draft in the place of this one, and remembers this one. */
  readonly replace: (next: Draft) => void;
  /** What was replaced comes back; null where nothing was. */
  readonly bringBack: (() => void) | null;
  readonly keptAtMs: KeptAt;
  readonly trial: DraftTrial | null;
  readonly setTrial: (trial: DraftTrial | null) => void;
  /** The draft was sent and became this job; the form is empty again. */
  readonly sent: (job: string) => void;
  /** Puts the draft of a job that was sent from this window back into the form; false if it is not known. */
  readonly reuse: (job: string) => boolean;
  /** Whether this window still knows what was sent for a job. */
  readonly knows: (job: string) => boolean;
}

const DraftContext = createContext<Drafts | null>(null);
const keptMax = 8;

/** Keeps the draft while one looks at other pages and after a reload, and the last few that were sent. */
export function DraftProvider({ children }: { readonly children: ReactNode }) {
  const { draft, setDraft, keptAtMs } = useKeptDraft('new-job', emptyDraft);
  const [trial, setTrial] = useState<DraftTrial | null>(null);
  const [kept, setKept] = useState<readonly (readonly [job: string, draft: Draft])[]>([]);
  const [replaced, setReplaced] = useState<Draft | null>(null);
  const [justSent, setJustSent] = useState<string | null>(null);
  const change = useCallback(
    (part: Partial<Draft>) => {
      setDraft((before) => ({ ...before, ...part }));
    },
    [setDraft],
  );
  const value = useMemo<Drafts>(
    () => ({
      ...{ draft, change, keptAtMs, trial, setTrial },
      replace: (next) => {
        setReplaced(draft);
        setDraft(next);
        setTrial(null);
      },
      bringBack:
        replaced &&
        (() => {
          setDraft(replaced);
          setReplaced(null);
        }),
      sent: (job) => {
        setKept([[job, draft] as const, ...kept].slice(0, keptMax));
        setDraft(emptyDraft());
        setTrial(null);
        setJustSent(job);
      },
      knows: (job) => kept.some(([id]) => id === job),
      reuse: (job) => {
        const found = kept.find(([id]) => id === job)?.[1];
        if (found) setDraft({ ...found, request: emptyDraft().request });
        return found !== undefined;
      },
    }),
    [draft, setDraft, change, keptAtMs, trial, replaced, kept],
  );
  const forget = useCallback(() => {
    setJustSent(null);
  }, []);
  return (
    <DraftContext value={value}>
      {children}
      {justSent !== null && (
        <SentBar key={justSent} job={justSent} reuse={value.reuse} onEnd={forget} />
      )}
    </DraftContext>
  );
}

export function useDraft(): Drafts {
  const drafts = useContext(DraftContext);
  assert(drafts !== null, 'the job pages are inside a DraftProvider');
  return drafts;
}
