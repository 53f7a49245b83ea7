import { TextField } from '../../ui/text-field.tsx';
import { useDraft } from './draft-context.tsx';
import { wholeProblem } from './draft-numbers.ts';
import css from './steps.module.css';

const most = Number.MAX_SAFE_INTEGER;
const fields = [
  { part: 'from', label: 'From', least: -most },
  { part: 'to', label: 'To, not included', least: -most },
  { part: 'step', label: 'Step', least: 1 },
  { part: 'perSlice', label: 'Numbers to a slice', least: 1 },
] as const;

/** The numbers of a range, so many to a slice. */
export function RangeInput() {
  const { draft, change } = useDraft();
  return (
    <div className={css.four}>
      {fields.map(({ part, label, least }) => (
        <TextField
          key={part}
          label={label}
          value={draft.range[part]}
          inputMode="decimal"
          problem={wholeProblem(draft.range[part], least, most)}
          onChange={(typed) => {
            change({ range: { ...draft.range, [part]: typed } });
          }}
        />
      ))}
    </div>
  );
}
