import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import {
  RestoredNotice,
  RestoreRecovery,
  type RestoredMember,
} from '../identity/restore-recovery.tsx';
import type { StepProps } from './step-props.ts';
import css from './welcome-page.module.css';

/** What this is, in three sentences; or the way back for whoever has been here before. */
export function HelloStep({ onNext }: StepProps) {
  const [isRestoring, setRestoring] = useState(false);
  const [restored, setRestored] = useState<RestoredMember | null>(null);
  if (restored !== null) {
    return (
      <div className={css.step}>
        <RestoredNotice {...restored} />
        <div className={css.actions}>
          <Button kind="primary" onPress={onNext} autoFocus>
            Next
          </Button>
        </div>
      </div>
    );
  }
  if (isRestoring) {
    return (
      <div className={css.step}>
        <p>Be the member here that you are on another computer, with your hours and communities.</p>
        <RestoreRecovery onRestored={setRestored} />
        <div className={css.actions}>
          <Button
            kind="quiet"
            onPress={() => {
              setRestoring(false);
            }}
          >
            I have none
          </Button>
        </div>
      </div>
    );
  }
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
        <Button
          kind="quiet"
          onPress={() => {
            setRestoring(true);
          }}
        >
          I have a recovery file
        </Button>
      </div>
    </div>
  );
}
