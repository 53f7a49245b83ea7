import { Choice } from '../../ui/choice.tsx';
import { useDraft } from './draft-context.tsx';
import { consequenceOf, inputSummary, type CutInput } from './draft-input.ts';
import type { InputKind } from './draft.ts';
import { FilesInput } from './input-files.tsx';
import { ListInput } from './input-list.tsx';
import { RangeInput } from './input-range.tsx';
import { Step } from './step.tsx';
import css from './steps.module.css';

const kinds: readonly { readonly id: InputKind; readonly label: string }[] = [
  { id: 'range', label: 'Range' },
  { id: 'files', label: 'Files' },
  { id: 'list', label: 'List' },
  { id: 'none', label: 'None, run once' },
];

/** Step 2: what the slices are given, and what that comes to. */
export function InputStep({ cut }: { readonly cut: CutInput }) {
  const { draft, change } = useDraft();
  return (
    <Step number={2} title="Input" summary={inputSummary(cut)} startsOpen>
      <Choice
        label="Input"
        hideLabel
        options={kinds}
        value={draft.inputKind}
        onChange={(inputKind) => {
          change({ inputKind });
        }}
      />
      {draft.inputKind === 'range' && <RangeInput />}
      {draft.inputKind === 'files' && <FilesInput />}
      {draft.inputKind === 'list' && <ListInput />}
      <Consequence cut={cut} />
    </Step>
  );
}

function Consequence({ cut }: { readonly cut: CutInput }) {
  return (
    <div role="status" className={css.consequence} aria-label="What the input comes to" dir="auto">
      {cut.ok ? (
        <p>{consequenceOf(cut)}</p>
      ) : (
        <>
          <p className={css.problem}>{cut.sentence}</p>
          {cut.lines.length > 0 && (
            <ul>
              {cut.lines.map(({ line, sentence }) => (
                <li key={`${String(line)} ${sentence}`}>
                  <b>Line {line}</b> {sentence}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
