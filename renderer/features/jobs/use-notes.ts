import { useDeferredValue, useMemo } from 'react';
import type { SourceNoteView } from '../../../shared/api/jobs-shape.ts';
import { notesOf } from '../../../shared/jobs/source-notes.ts';
import type { Draft } from './draft.ts';

/** Notes about the function as it stands; typing never waits for them. */
export function useNotes({ program, source }: Draft): readonly SourceNoteView[] {
  const settled = useDeferredValue(source);
  return useMemo(() => (program === 'source' ? notesOf(settled) : []), [program, settled]);
}
