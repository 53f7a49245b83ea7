import { useCallback, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Stack } from '../../ui/panel.tsx';
import { CertaintyStep } from './certainty-step.tsx';
import { useDraft } from './draft-context.tsx';
import { cutInput } from './draft-input.ts';
import type { Draft } from './draft.ts';
import { examples } from './examples.ts';
import { InputStep } from './input-step.tsx';
import { LimitsStep } from './limits-step.tsx';
import { Quote } from './quote.tsx';
import { useChoosing } from './use-choosing.ts';
import { useDropped } from './use-dropped.ts';
import { useNotes } from './use-notes.ts';
import { useQuote } from './use-quote.ts';
import { faultNotes, useTrying } from './use-trying.ts';
import { WhatStep } from './what-step.tsx';
import { WhenStep } from './when-step.tsx';

/** What to run and how on the left, what it may cost on the right. */
export function NewJobPage({ example }: { readonly example?: string | undefined }) {
  const { draft } = useDraft();
  const { chooseFile, chooseExample, problem } = useChoosing();
  const onFile = useCallback((file: File) => void chooseFile(file), [chooseFile]);
  const isDropping = useDropped(onFile);
  const loaded = useRef<string | null>(null);
  useEffect(() => {
    const wanted = examples.find((each) => each.id === example);
    if (!wanted || loaded.current === wanted.id) return;
    loaded.current = wanted.id;
    void chooseExample(wanted);
  }, [example, chooseExample]);
  const cut = useCut(draft);
  const noted = useNotes(draft);
  const trying = useTrying(cut, noted);
  const quoted = useQuote(cut, noted, trying);
  const faults = faultNotes(trying);
  const notes = faults.length === 0 ? noted : [...noted, ...faults];
  return (
    <Page
      title="New job"
      subline={
        isDropping
          ? 'Drop the .js, .wasm or .chjob file anywhere.'
          : 'A program, cut into slices that other people’s computers run.'
      }
      back={{ href: '/jobs', label: 'Jobs' }}
    >
      <Columns weights="wide-first">
        <Stack>
          {problem !== null && (
            <Notice kind="fault" live>
              {problem}
            </Notice>
          )}
          <WhatStep
            notes={notes}
            trying={trying}
            onFile={onFile}
            onExample={(each) => void chooseExample(each)}
          />
          <InputStep cut={cut} />
          <CertaintyStep />
          <LimitsStep />
          <WhenStep />
        </Stack>
        <Quote cut={cut} quoted={quoted} />
      </Columns>
    </Page>
  );
}

/** The input of the draft, cut; a long list does not hold up the typing. */
function useCut({ inputKind, range, list, files }: Draft) {
  const settled = useDeferredValue(list);
  return useMemo(
    () => cutInput({ inputKind, range, list: settled, files }),
    [inputKind, range, settled, files],
  );
}
