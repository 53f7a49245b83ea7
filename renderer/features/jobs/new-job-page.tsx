import { useEffect, useRef } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Stack } from '../../ui/panel.tsx';
import { useDraft } from './draft-context.tsx';
import { examples } from './examples.ts';
import { InputStep } from './input-step.tsx';
import { Quote } from './quote.tsx';
import { useChoosing } from './use-choosing.ts';
import { WhatStep } from './what-step.tsx';

/** What to run on the left, what it may cost on the right. */
export function NewJobPage({ example }: { readonly example?: string | undefined }) {
  const { draft } = useDraft();
  const { chooseFile, chooseExample, problem } = useChoosing();
  const loaded = useRef<string | null>(null);
  useEffect(() => {
    const wanted = examples.find((each) => each.id === example);
    if (!wanted || loaded.current === wanted.id) return;
    loaded.current = wanted.id;
    void chooseExample(wanted);
  }, [example, chooseExample]);
  return (
    <Page
      title="New job"
      subline="One program and its input, run once on somebody else’s computer."
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
            onFile={(file) => void chooseFile(file)}
            onExample={(each) => void chooseExample(each)}
          />
          <InputStep key={draft.request} />
        </Stack>
        <Quote />
      </Columns>
    </Page>
  );
}
