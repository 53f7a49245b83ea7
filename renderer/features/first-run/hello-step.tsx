import { Button } from '../../ui/button.tsx';
import type { StepProps } from './step-props.ts';
import css from './welcome-page.module.css';

/** What this is, in three sentences. */
export function HelloStep({ onNext }: StepProps) {
  return (
    <div className={css.step}>
      <p>
        Lend computer time to people, and use theirs. Hours go out and come back. There is no money
        in it.
      </p>
      <p className={css.dense}>
        You say how much, and when. Nothing is lent before you start it on the last page.
      </p>
      <div className={css.actions}>
        <Button kind="primary" onPress={onNext}>
          Set up
        </Button>
      </div>
    </div>
  );
}
