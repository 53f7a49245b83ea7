import { useId } from 'react';
import { formatWhen } from '../../../shared/api/words.ts';
import { Choice } from '../../ui/choice.tsx';
import { classes } from '../../ui/classes.ts';
import field from '../../ui/field.module.css';
import { useNow } from '../app/use-now.ts';
import { useDraft } from './draft-context.tsx';
import { deadlineProblem, tonight } from './draft-request.ts';
import type { Draft } from './draft.ts';
import { Step } from './step.tsx';
import css from './steps.module.css';

/** Step 5: when it may begin, and what happens when it is late. */
export function WhenStep() {
  const { draft, change } = useDraft();
  const now = useNow();
  return (
    <Step number={5} title="When" summary={summaryOf(draft, now)}>
      <Choice
        label="When"
        hideLabel
        options={[
          { id: 'any', label: 'No rush' },
          { id: 'tonight', label: 'Tonight' },
          { id: 'by', label: 'By a time' },
        ]}
        value={draft.when}
        hint={hintOf(draft.when, now)}
        onChange={(when) => {
          change(
            when === 'by' && draft.deadline === '' ? { when, deadline: inADay(now) } : { when },
          );
        }}
      />
      {draft.when === 'by' && (
        <>
          <DeadlineField problem={deadlineProblem(draft, now)} />
          <Choice
            label="If it is late"
            options={[
              { id: 'keep_going', label: 'Keep going' },
              { id: 'stop', label: 'Stop and give me what is done' },
            ]}
            value={draft.ifLate}
            onChange={(ifLate) => {
              change({ ifLate });
            }}
          />
        </>
      )}
    </Step>
  );
}

function DeadlineField({ problem }: { readonly problem: string | null }) {
  const { draft, change } = useDraft();
  const [id, problemId] = [useId(), useId()];
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        Done by
      </label>
      <input
        id={id}
        className={classes(field.input, css.moment)}
        type="datetime-local"
        value={draft.deadline}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        {...(problem !== null && { 'data-invalid': true })}
        onChange={(event) => {
          change({ deadline: event.target.value });
        }}
      />
      {problem !== null && (
        <span id={problemId} className={field.problem}>
          {problem}
        </span>
      )}
    </div>
  );
}

function hintOf(when: Draft['when'], now: number): string {
  if (when === 'any') return 'It begins as soon as somebody has a core free.';
  if (when === 'by') return 'It begins at once, and you see early whether it will be late.';
  const begins = tonight(now);
  return begins === null
    ? 'It is night already: it begins at once.'
    : `Nothing goes out before ${formatWhen(begins, now)}, when most computers are left alone.`;
}

function summaryOf({ when, deadline }: Draft, now: number): string {
  if (when === 'any') return 'No rush';
  if (when === 'tonight') return 'Tonight';
  const at = Date.parse(deadline);
  return Number.isFinite(at) ? `By ${formatWhen(at, now)}` : 'By a time';
}

/** The same minute tomorrow, as the field writes it: local, to the minute. */
function inADay(now: number): string {
  const day = 86_400_000;
  const local = now + day - new Date(now + day).getTimezoneOffset() * 60_000;
  return new Date(local).toISOString().slice(0, 16);
}
