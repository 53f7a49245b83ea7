import { useCallback, useEffect, useRef, useState } from 'react';
import { formatWhen } from '../../../shared/api/words.ts';
import { keepDraft, readDraft } from './draft-store.ts';

const keepEveryMs = 2_000;

/** When a draft was last kept for another visit; null before, false if it cannot be. */
export type KeptAt = number | null | false;

/**
 * A draft, read once and kept every two seconds while it changes, and when it goes out of sight. `empty` is what it
 * begins with where none was kept.
 */
export function useKeptDraft<Draft extends object>(name: string, empty: () => Draft) {
  const [draft, setNow] = useState(empty);
  const [keptAtMs, setKeptAtMs] = useState<KeptAt>(null);
  const [isRead, setIsRead] = useState(false);
  const latest = useRef(draft);
  const isTouched = useRef(false);
  /** What was kept last, to be compared with: what is changed while that is written is kept the next time. */
  const written = useRef(draft);
  const setDraft = useCallback((next: Draft | ((before: Draft) => Draft)) => {
    isTouched.current = true;
    setNow(next);
  }, []);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);
  useEffect(() => {
    void readDraft(name).then((found) => {
      // whoever began to write at once is not overwritten; an older version may not have known all fields
      if (found !== null && !isTouched.current) setNow((before) => ({ ...before, ...found }));
      setIsRead(true);
    });
  }, [name]);
  useEffect(() => {
    const keep = () => {
      if (!isTouched.current || latest.current === written.current) return;
      written.current = latest.current;
      void keepDraft(name, latest.current).then((isKept) => {
        setKeptAtMs(isKept ? Date.now() : false);
      });
    };
    const timer = setInterval(keep, keepEveryMs);
    window.addEventListener('pagehide', keep);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [name]);
  /** It was sent, or is not wanted any more. */
  const forget = useCallback(async () => {
    written.current = latest.current;
    await keepDraft(name, null);
  }, [name]);
  return { draft, setDraft, keptAtMs, isRead, forget };
}

/** What becomes of the draft when the page is left. */
export function keptWords(keptAtMs: KeptAt, nowMs: number): string {
  if (keptAtMs === false) return 'This browser keeps no drafts: it is gone when the window closes.';
  return keptAtMs === null
    ? 'The draft is kept by itself.'
    : `Draft kept ${formatWhen(keptAtMs, nowMs)}.`;
}
