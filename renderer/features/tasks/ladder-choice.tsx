import { Label, Radio, RadioGroup, Text } from 'react-aria-components';
import type { TaskAnswerInput } from '../../../shared/api/task-shape.ts';
import { estimateLadder } from '../../../shared/economy/estimates.ts';
import { classes } from '../../ui/classes.ts';
import field from '../../ui/field.module.css';
import css from './ladder-choice.module.css';

export type LadderAnswer = TaskAnswerInput['hours'];

interface LadderChoiceProps {
  readonly label: string;
  /** What the hours are, in a sentence below. */
  readonly hint: string;
  /** Null: none of them, until somebody chooses. */
  readonly value: LadderAnswer | null;
  readonly onChange: (value: LadderAnswer) => void;
  /** Whether there is a choice besides the hours. */
  readonly hasOthers?: boolean;
}

const others = [
  { id: 'cannot_tell', name: 'Cannot tell' },
  { id: 'split_first', name: 'Split it first' },
] as const;

/** One step of the ladder of man-hours, all of them in sight; or that there is none to choose. */
export function LadderChoice({
  label,
  hint,
  value,
  onChange,
  hasOthers = false,
}: LadderChoiceProps) {
  return (
    <RadioGroup
      className={css.group ?? ''}
      orientation="horizontal"
      value={value === null ? null : String(value)}
      onChange={(next) => {
        onChange(others.find(({ id }) => id === next)?.id ?? Number(next));
      }}
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <div className={css.rungs}>
        {estimateLadder.map((step) => (
          <Radio key={step} value={String(step)} className={css.rung ?? ''}>
            <b>{step}</b>
            <span className={css.unit}>man-h</span>
          </Radio>
        ))}
      </div>
      {hasOthers && (
        <div className={css.others}>
          {others.map(({ id, name }) => (
            <Radio key={id} value={id} className={classes(css.rung, css.word)}>
              {name}
            </Radio>
          ))}
        </div>
      )}
      <Text slot="description" className={field.hint ?? ''}>
        {hint}
      </Text>
    </RadioGroup>
  );
}
