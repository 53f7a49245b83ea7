import { FolderOpen } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import { limits } from '../../../shared/domain/limits.ts';
import { guessForm, type ListForm } from '../../../shared/jobs/lists.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useDraft } from './draft-context.tsx';
import { wholeProblem } from './draft-numbers.ts';
import css from './steps.module.css';

const forms: readonly { readonly id: ListForm; readonly label: string }[] = [
  { id: 'lines', label: 'Lines' },
  { id: 'csv', label: 'CSV' },
  { id: 'json', label: 'JSON' },
];

const hints: Readonly<Record<ListForm, string>> = {
  lines: 'A line is handed over as it stands; several to a slice as a JSON array of texts.',
  csv: 'The first line names the columns; each row is handed over as a JSON object.',
  json: 'A JSON array; each of its items is handed over.',
};

/** Items that are pasted, or come from a file. */
export function ListInput() {
  const { draft, change } = useDraft();
  const { list } = draft;
  const set = (part: Partial<typeof list>) => {
    change({ list: { ...list, ...part } });
  };
  const open = async (file: File) => {
    // one byte more than is allowed is enough to say that it is too much
    const text = await file.slice(0, limits.inputBytes + 1).text();
    set({ text, form: guessForm(text, file.name) });
  };
  return (
    <>
      <TextField
        label="Items"
        value={list.text}
        lines={7}
        code
        placeholder="Paste lines, CSV or a JSON array"
        onChange={(text) => {
          // what is pasted into an empty field says by itself what it is
          set(list.text === '' ? { text, form: guessForm(text) } : { text });
        }}
      />
      <div className={css.fields}>
        <Choice
          label="They are"
          options={forms}
          value={list.form}
          hint={hints[list.form]}
          onChange={(form) => {
            set({ form });
          }}
        />
        <TextField
          label="Items to a slice"
          value={list.perSlice}
          inputMode="decimal"
          short
          problem={wholeProblem(list.perSlice, 1, Number.MAX_SAFE_INTEGER)}
          onChange={(perSlice) => {
            set({ perSlice });
          }}
        />
      </div>
      <Actions>
        <FileTrigger
          acceptedFileTypes={[
            '.txt',
            '.csv',
            '.json',
            'text/plain',
            'text/csv',
            'application/json',
          ]}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) void open(file);
          }}
        >
          <Button small icon={<FolderOpen />}>
            Open a list…
          </Button>
        </FileTrigger>
      </Actions>
    </>
  );
}
