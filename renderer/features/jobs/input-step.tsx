import { FileText } from 'lucide-react';
import { formatBytes } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { Choice } from '../../ui/choice.tsx';
import { FileField } from '../../ui/file-field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useDraft } from './draft-context.tsx';
import { argsProblem, inputProblem, takesArguments, type InputKind } from './draft.ts';
import css from './steps.module.css';

const kinds: readonly { readonly id: InputKind; readonly label: string }[] = [
  { id: 'none', label: 'None' },
  { id: 'text', label: 'Text' },
  { id: 'file', label: 'File' },
];

/** Step 2: arguments for a program that takes some, and the input. */
export function InputStep() {
  const { draft, change } = useDraft();
  const isCommand = draft.module?.report?.kind === 'command';
  return (
    <Panel title="2 · Input">
      <div className={css.step}>
        {takesArguments(draft) && (
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
        )}
        <Choice
          label={isCommand ? 'Standard input' : 'Input'}
          options={kinds}
          value={draft.inputKind}
          onChange={(inputKind) => {
            change({ inputKind });
          }}
        />
        {draft.inputKind === 'text' && (
          <TextField
            label="Text"
            value={draft.inputText}
            lines={5}
            code
            problem={inputProblem(draft)}
            onChange={(inputText) => {
              change({ inputText });
            }}
          />
        )}
        {draft.inputKind === 'file' && <InputFile />}
        <Notice>People who run this can read its code and its input.</Notice>
      </div>
    </Panel>
  );
}

function InputFile() {
  const { draft, change } = useDraft();
  const file = draft.inputFile;
  const problem = inputProblem(draft);
  return (
    <>
      <FileField
        label="Input file"
        choose={file === null ? 'Choose file…' : 'Choose another…'}
        chosen={
          file && (
            <span className={css.file}>
              <FileText />
              <span dir="auto">
                {file.name}
                <span className={css.size}>{formatBytes(file.bytes.byteLength)}</span>
              </span>
            </span>
          )
        }
        onFile={(chosen) => {
          // one byte more than is allowed is enough to say that it is too much
          void chosen
            .slice(0, limits.inputBytes + 1)
            .arrayBuffer()
            .then((bytes) => {
              change({ inputFile: { name: chosen.name, bytes: new Uint8Array(bytes) } });
            });
        }}
      />
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
    </>
  );
}
