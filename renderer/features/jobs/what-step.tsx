import { FolderOpen } from 'lucide-react';
import { FileTrigger, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { SourceNoteView } from '../../../shared/api/jobs-shape.ts';
import { jobFileEnding } from '../../../shared/api/job-file.ts';
import { formatBytes, plural } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Fold } from '../../ui/fold.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useDraft } from './draft-context.tsx';
import { argsOf, argsProblem, nameOf, takesArguments } from './draft-request.ts';
import type { Draft, ProgramKind } from './draft.ts';
import { examples, type Example } from './examples.ts';
import { InterpreterNotice } from './interpreter-notice.tsx';
import { ModuleFile } from './module-file.tsx';
import { SourceEditor } from './source-editor.tsx';
import { Step } from './step.tsx';
import { TryHere } from './try-here.tsx';
import type { Trying } from './use-trying.ts';
import css from './steps.module.css';

interface WhatStepProps {
  readonly notes: readonly SourceNoteView[];
  readonly trying: Trying;
  readonly onFile: (file: File) => void;
  readonly onExample: (example: Example) => void;
}

/** Step 1: the program, and a test of it on this computer. */
export function WhatStep({ notes, trying, onFile, onExample }: WhatStepProps) {
  const { draft, change } = useDraft();
  return (
    <Step number={1} title="What to run" summary={summaryOf(draft, notes)} startsOpen>
      <Tabs
        selectedKey={draft.program}
        onSelectionChange={(key) => {
          change({ program: key as ProgramKind });
        }}
      >
        <div className={css.tabLine}>
          <TabList aria-label="What to run" className={css.tabs ?? ''}>
            <Tab id="source" className={css.tab ?? ''}>
              JavaScript function
            </Tab>
            <Tab id="file" className={css.tab ?? ''}>
              WebAssembly file
            </Tab>
          </TabList>
          <Actions className={css.actions}>
            {draft.program === 'source' && <OpenSource onFile={onFile} />}
            <Examples onExample={onExample} />
          </Actions>
        </div>
        <TabPanel id="source" className={css.panel ?? ''}>
          <SourceEditor
            source={draft.source}
            notes={notes}
            onChange={(source) => {
              change({ source });
            }}
            onRun={() => {
              if (trying.lacks.length === 0) trying.begin([0]);
            }}
          />
          <InterpreterNotice />
        </TabPanel>
        <TabPanel id="file" className={css.panel ?? ''}>
          <ModuleFile onFile={onFile} />
        </TabPanel>
      </Tabs>
      <Arguments />
      <TryHere trying={trying} />
      <TextField
        label="Name of the job"
        value={draft.name}
        maxLength={limits.jobNameLength}
        placeholder={nameOf(draft)}
        onChange={(name) => {
          change({ name });
        }}
      />
    </Step>
  );
}

function OpenSource({ onFile }: { readonly onFile: (file: File) => void }) {
  return (
    <FileTrigger
      acceptedFileTypes={['.js', '.mjs', 'text/javascript', jobFileEnding]}
      onSelect={(files) => {
        const file = files?.[0];
        if (file) onFile(file);
      }}
    >
      <Button icon={<FolderOpen />}>Open file…</Button>
    </FileTrigger>
  );
}

function Examples({ onExample }: { readonly onExample: (example: Example) => void }) {
  return (
    <MenuButton
      label="Examples"
      choices={examples.map(({ id, name, says }) => ({ id, label: name, hint: says }))}
      onChoose={(id) => {
        const example = examples.find((each) => each.id === id);
        if (example) onExample(example);
      }}
    />
  );
}

/** Commands live by them; a function seldom needs any. */
function Arguments() {
  const { draft, change } = useDraft();
  if (!takesArguments(draft)) return null;
  const field = (
    <TextField
      label="Arguments, one a line"
      value={draft.args}
      lines={3}
      code
      problem={argsProblem(draft)}
      onChange={(args) => {
        change({ args });
      }}
    />
  );
  return draft.program === 'file' ? field : <Fold summary={argsSummary(draft)}>{field}</Fold>;
}

function argsSummary(draft: Draft): string {
  const count = argsOf(draft).length;
  return count === 0 ? 'Arguments, as ctx.args' : `${plural(count, 'argument')}, as ctx.args`;
}

function summaryOf(draft: Draft, notes: readonly SourceNoteView[]): string {
  if (draft.program === 'file') return draft.module?.fileName ?? 'No file is chosen yet.';
  const errors = notes.filter(({ kind }) => kind === 'error').length;
  const size = formatBytes(new TextEncoder().encode(draft.source).byteLength);
  return errors > 0 ? 'A function with errors' : `A function of ${size}`;
}
