import type { ReactNode } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import css from './card-choice.module.css';

interface CardChoiceProps<Id extends string> {
  /** Spoken, and not shown: the page's heading says it. */
  readonly label: string;
  readonly options: readonly {
    readonly id: Id;
    readonly title: string;
    readonly words?: ReactNode;
  }[];
  /** Null: none of them, until somebody chooses. */
  readonly value: Id | null;
  readonly onChange: (value: Id) => void;
  readonly isDisabled?: boolean;
}

/** One of a few, each with room for a sentence. */
export function CardChoice<Id extends string>({
  label,
  options,
  value,
  onChange,
  isDisabled = false,
}: CardChoiceProps<Id>) {
  return (
    <RadioGroup
      value={value}
      isDisabled={isDisabled}
      onChange={(next) => {
        const chosen = options.find(({ id }) => id === next);
        if (chosen) onChange(chosen.id);
      }}
    >
      <Label className="visually-hidden">{label}</Label>
      <div className={css.options}>
        {options.map(({ id, title, words }) => (
          <Radio key={id} value={id} className={css.option ?? ''}>
            <b>{title}</b>
            {words !== undefined && <span>{words}</span>}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
