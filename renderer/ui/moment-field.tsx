import { useId } from 'react';
import { classes } from './classes.ts';
import css from './field.module.css';

interface MomentFieldProps {
  readonly label: string;
  /** In milliseconds since 1970; null while the field holds no moment. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  /** What is wrong with the moment, as a sentence. */
  readonly problem?: string | null;
}

/** A day and a time of day, on this computer’s clock. */
export function MomentField({ label, value, onChange, problem = null }: MomentFieldProps) {
  const [id, problemId] = [useId(), useId()];
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        className={classes(css.input, css.moment)}
        defaultValue={value === null ? '' : localText(value)}
        aria-invalid={problem !== null}
        {...(problem !== null && { 'aria-describedby': problemId })}
        onChange={(event) => {
          const at = new Date(event.target.value).getTime();
          onChange(Number.isNaN(at) ? null : at);
        }}
      />
      {problem !== null && (
        <span id={problemId} className={css.problem} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

/** `2026-11-21T19:04`, as the field wants it. */
function localText(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => value.toString().padStart(2, '0');
  const day = `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
