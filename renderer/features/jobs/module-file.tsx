import { FileCode } from 'lucide-react';
import { formatBytes } from '../../../shared/api/words.ts';
import { Choice } from '../../ui/choice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileField } from '../../ui/file-field.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useDraft } from './draft-context.tsx';
import type { ChosenModule, Report } from './draft.ts';
import { SaveGuide } from './save-guide.tsx';
import css from './steps.module.css';

/** A WebAssembly file: what it is, what it asks for, and which of its functions runs. */
export function ModuleFile({ onFile }: { readonly onFile: (file: File) => void }) {
  const chosen = useDraft().draft.module;
  return (
    <>
      <FileField
        label="WebAssembly file"
        choose={chosen === null ? 'Choose file…' : 'Choose another…'}
        accept={['.wasm', 'application/wasm']}
        chosen={chosen && <ChosenFile chosen={chosen} />}
        onFile={onFile}
      />
      {chosen?.refusal != null && (
        <Notice kind="fault" title="This file cannot run as a job." actions={<SaveGuide />} live>
          {chosen.refusal} The guide says what a job may use, and how to build one.
        </Notice>
      )}
      {chosen?.report && <ReportFacts report={chosen.report} />}
      <EntryChoice />
    </>
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

function shortImport(name: string): string {
  return name.replace(/^wasi_snapshot_preview1\./, '');
}
