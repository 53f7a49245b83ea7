import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import { classes } from './classes.ts';
import css from './field.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  /** What is wrong with the value, as a sentence. */
  readonly problem?: string | null;
  readonly placeholder?: string;
  readonly unit?: string;
  readonly lines?: number;
  readonly code?: boolean;
  readonly maxLength?: number;
  readonly inputMode?: 'text' | 'decimal';
  readonly short?: boolean;
  /** Not shown while it is typed. */
  readonly secret?: boolean;
}

/** A line or an area of text with its label, a hint, and what is wrong with it. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  problem = null,
  ...props
}: TextFieldProps) {
  const common = {
    className: classes(css.input, props.code === true && css.code),
    dir: 'auto',
    ...(props.placeholder !== undefined && { placeholder: props.placeholder }),
  };
  return (
    <AriaTextField
      className={classes(css.field, props.short === true && css.short)}
      value={value}
      onChange={onChange}
      isInvalid={problem !== null}
      // what a refusal said of the last try must not keep the form from being sent again
      validationBehavior="aria"
      {...(props.maxLength !== undefined && { maxLength: props.maxLength })}
    >
      <Label className={css.label ?? ''}>{label}</Label>
      {props.lines === undefined ? (
        <span className={css.row}>
          <Input
            {...common}
            type={props.secret === true ? 'password' : 'text'}
            autoComplete={props.secret === true ? 'new-password' : 'off'}
            spellCheck={false}
            inputMode={props.inputMode ?? 'text'}
          />
          {props.unit !== undefined && <span className={css.unit}>{props.unit}</span>}
        </span>
      ) : (
        <TextArea {...common} rows={props.lines} spellCheck={false} />
      )}
      {hint !== undefined && problem === null && (
        <Text slot="description" className={css.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={css.problem ?? ''}>{problem}</FieldError>
    </AriaTextField>
  );
}
