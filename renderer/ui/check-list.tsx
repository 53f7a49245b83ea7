import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, CheckboxGroup, Label, Text } from 'react-aria-components';
import field from './field.module.css';
import css from './check-list.module.css';

interface CheckListProps {
  readonly label: string;
  readonly options: readonly {
    readonly id: string;
    readonly label: ReactNode;
    readonly hint?: string;
  }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly hint?: string;
}

/** Some of many, all of them in sight. */
export function CheckList({ label, options, chosen, onChange, hint }: CheckListProps) {
  return (
    <CheckboxGroup className={css.group ?? ''} value={[...chosen]} onChange={onChange}>
      <Label className={field.label ?? ''}>{label}</Label>
      {hint !== undefined && (
        <Text slot="description" className={field.hint ?? ''}>
          {hint}
        </Text>
      )}
      <div className={css.options}>
        {options.map((option) => (
          <Checkbox key={option.id} value={option.id} className={css.option ?? ''}>
            <span className={css.box} aria-hidden="true">
              <Check size="0.875rem" strokeWidth={2.4} />
            </span>
            <span className={css.words}>
              <bdi>{option.label}</bdi>
              {option.hint !== undefined && <small>{option.hint}</small>}
            </span>
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}
