import { useState } from 'react';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { SaveRecovery } from '../identity/save-recovery.tsx';
import type { StepProps } from './step-props.ts';
import css from './welcome-page.module.css';

/** The one page that is not skipped: people lend to somebody, not to a key. */
export function NameStep({ status, onNext }: StepProps) {
  const [name, setName] = useState(status.me.name ?? '');
  const { start, refusal } = useCall((node) => node.node.rename);
  const cannot = useCannotAct();
  const wanted = name.trim();
  return (
    <div className={css.step}>
      <form
        className={css.step}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted === '') return;
          void start({ name: wanted }).then((answer) => {
            if (answer.ok) onNext();
          });
        }}
      >
        <TextField
          label="How others see you"
          value={name}
          maxLength={limits.memberNameLength}
          problem={refusal?.detail ?? null}
          onChange={setName}
        />
        <p className={css.dense}>A key for you was made on this computer, and stays here:</p>
        <p>
          <LongKey value={status.me.id} label="your key" />
        </p>
        <div className={css.actions}>
          <Button
            type="submit"
            kind="primary"
            reason={cannot ?? (wanted === '' ? 'Write a name first.' : null)}
          >
            Next
          </Button>
        </div>
      </form>
      <div className={css.aside}>
        <p className={css.dense}>
          The key is lost with this computer, and your hours with it, unless you keep a recovery
          file. You can do it later in Settings.
        </p>
        <SaveRecovery small />
      </div>
    </div>
  );
}
