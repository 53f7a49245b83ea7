import { FileCode } from 'lucide-react';
import { formatBytes } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileField } from '../../ui/file-field.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useDraft } from './draft-context.tsx';
import type { ChosenModule, Report } from './draft.ts';
import { examples, type Example } from './examples.ts';
import { InterpreterNotice } from './interpreter-notice.tsx';
import { SaveGuide } from './save-guide.tsx';
import css from './steps.module.css';

interface WhatStepProps {
  readonly onFile: (file: File) => void;
  readonly onExample: (example: Example) => void;
}

/** Step 1: the program, what it is, and which of its functions runs. */
export function WhatStep({ onFile, onExample }: WhatStepProps) {
  const { draft, change } = useDraft();
  const chosen = draft.module;
  return (
    <Panel title="1 · What to run">
      <div className={css.step}>
        <FileField
          label="WebAssembly or JavaScript file"
          choose={chosen === null ? 'Choose file…' : 'Choose another…'}
          accept={['.wasm', 'application/wasm', '.js', '.mjs', 'text/javascript']}
          chosen={chosen && <ChosenFile chosen={chosen} />}
          onFile={onFile}
        />
        {chosen === null && (
          <div className={css.examples}>
            <span>No file at hand? Examples that work:</span>
            {examples.map((example) => (
              <Button
                key={example.id}
                kind="quiet"
                small
                onPress={() => {
                  onExample(example);
                }}
              >
                {example.name}
              </Button>
            ))}
          </div>
        )}
        {chosen?.refusal != null && (
          <Notice kind="fault" title="This file cannot run as a job." actions={<SaveGuide />} live>
            {chosen.refusal} The guide says what a job may use, and how to build one.
          </Notice>
        )}
        {chosen?.report && <ReportFacts report={chosen.report} />}
        {chosen?.report?.kind === 'javascript' && <InterpreterNotice />}
        <EntryChoice />
        <TextField
          label="Name of the job"
          value={draft.name}
          maxLength={limits.jobNameLength}
          placeholder={chosen?.fileName ?? 'For your own list'}
          onChange={(name) => {
            change({ name });
          }}
        />
      </div>
    </Panel>
  );
}

/** Which function of the module is called, where there are several. */
function EntryChoice() {
  const { draft, change } = useDraft();
  const report = draft.module?.report;
  const entry = draft.entry ?? '';
  if (report?.kind !== 'function' || report.entries.length < 2) return null;
  const choose = (chosen: string) => {
    change({ entry: chosen });
  };
  if (report.entries.length <= 6) {
    const options = report.entries.map((each) => ({ id: each, label: each }));
    return <Choice label="Function to call" value={entry} options={options} onChange={choose} />;
  }
  const some = report.entries.slice(0, 12).join(', ');
  return (
    <TextField
      label="Function to call"
      value={entry}
      code
      problem={
        report.entries.includes(entry)
          ? null
          : `The file has no function of that name. It has ${some} and others.`
      }
      onChange={choose}
    />
  );
}

function ChosenFile({ chosen }: { readonly chosen: ChosenModule }) {
  const looking = chosen.report === null && chosen.refusal === null;
  return (
    <span className={css.file}>
      <FileCode />
      <span dir="auto">
        {chosen.fileName}
        <span className={css.size}>
          {formatBytes(chosen.bytes.byteLength)}
          {looking ? ', being looked at' : ''}
        </span>
      </span>
    </span>
  );
}

const kinds: Readonly<Record<Report['kind'], string>> = {
  function: 'A function over bytes',
  command: 'A command: it reads arguments and standard input',
  javascript: 'A function in JavaScript: JSON comes to it parsed',
};

function ReportFacts({ report }: { readonly report: Report }) {
  return (
    <Facts
      facts={[
        ['Kind', kinds[report.kind]],
        ['Starts at', <code key="entries">{report.entries.join(', ')}</code>],
        [
          'Asks for',
          report.imports.length === 0 ? (
            'nothing from outside'
          ) : (
            <code key="imports">{report.imports.map(shortImport).join(', ')}</code>
          ),
        ],
        ['Memory', `${formatBytes(report.memoryBytes)} at the start`],
        ['Hash', <LongKey key="hash" value={report.hash} label="hash of the code" />],
      ]}
    />
  );
}

function shortImport(name: string): string {
  return name.replace(/^wasi_snapshot_preview1\./, '');
}
