import { Label, Radio, RadioGroup, Text } from 'react-aria-components';
import { classes } from './classes.ts';
import field from './field.module.css';
import css from './choice.module.css';

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly label: string }[];
  readonly value: Id;
  readonly onChange: (value: Id) => void;
  readonly hideLabel?: boolean;
  readonly isDisabled?: boolean;
  /** What the choice means, in a sentence below it. */
  readonly hint?: string;
}

/** One of a few, all of them in sight. */
export function Choice<Id extends string>({
  label,
  options,
  value,
  onChange,
  hideLabel = false,
  isDisabled = false,
  hint,
}: ChoiceProps<Id>) {
  return (
    <RadioGroup
      className={css.group ?? ''}
      value={value}
      orientation="horizontal"
      isDisabled={isDisabled}
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
      {hint !== undefined && (
        <Text slot="description" className={field.hint ?? ''}>
          {hint}
        </Text>
      )}
    </RadioGroup>
  );
}
