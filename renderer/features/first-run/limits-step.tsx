import { Button } from '../../ui/button.tsx';
import { Presets } from '../lending/presets.tsx';
import type { StepProps } from './step-props.ts';
import css from './welcome-page.module.css';

/** Three choices in the numbers of this machine. The strip below them moves with the choice. */
export function LimitsStep({ terms, onNext }: StepProps) {
  return (
    <div className={css.step}>
      <Presets view={terms} />
      <p className={css.dense}>
        Lending steps back within a second when you come back or your own programs need the
        processor. The schedule, the network and everything else can be set under Lending.
      </p>
      <div className={css.actions}>
        <Button kind="primary" onPress={onNext}>
          {terms.preset === null ? 'Leave it as it is' : 'Next'}
        </Button>
      </div>
    </div>
  );
}
