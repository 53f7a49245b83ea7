import { Label, Radio, RadioGroup } from 'react-aria-components';
import { classes } from './classes.ts';
import field from './field.module.css';
import css from './choice.module.css';

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly label: string }[];
  readonly value: Id;
  readonly onChange: (value: Id) => void;
  readonly hideLabel?: boolean;
}

/** One of a few, all of them in sight. */
export function Choice<Id extends string>({
  label,
  options,
  value,
  onChange,
  hideLabel = false,
}: ChoiceProps<Id>) {
  return (
    <RadioGroup
      className={css.group ?? ''}
      value={value}
      orientation="horizontal"
      onChange={(next) => {
        const chosen = options.find((option) => option.id === next);
        if (chosen) onChange(chosen.id);
      }}
    >
      <Label className={classes(hideLabel ? 'visually-hidden' : field.label)}>{label}</Label>
      <div className={css.options}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} className={css.option ?? ''}>
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
