import { useState } from 'react';
import type { LoginStartView } from '../../../shared/api/computer-contract.ts';
import { useCall, useTopic } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { CardChoice } from '../../ui/card-choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import type { StepProps } from './step-props.ts';
import css from './welcome-page.module.css';

/** Asked, never assumed: neither answer is chosen before somebody chooses it, and none is needed to go on. */
export function LoginStep({ onNext }: StepProps) {
  const login = useTopic((node) => node.computer.loginStart).value;
  if (login === undefined) return <Skeleton lines={3} />;
  return login.state === 'impossible' ? (
    <div className={css.step}>
      <p>Start Common Hours yourself, whenever you want to lend or to ask.</p>
      <p className={css.dense}>It cannot be started by itself here. {login.sentence}</p>
      <div className={css.actions}>
        <Button kind="primary" onPress={onNext}>
          Next
        </Button>
      </div>
    </div>
  ) : (
    <Asked login={login} onNext={onNext} />
  );
}

function Asked({ login, onNext }: { readonly login: LoginStartView; readonly onNext: () => void }) {
  const [chosen, choose] = useState<'background' | 'myself' | null>(
    login.state === 'on' ? 'background' : null,
  );
  const { start, refusal, isPending } = useCall((node) => node.computer.startAtLogin);
  const cannot = useCannotAct();
  return (
    <div className={css.step}>
      <CardChoice
        label="When this computer starts"
        value={chosen}
        options={[
          {
            id: 'background',
            title: 'Start in the background when I log in',
            words: `No window opens, and nothing is lent that you have not started. ${login.sentence}`,
          },
          { id: 'myself', title: 'I will open it myself', words: 'Nothing is set up for it.' },
        ]}
        onChange={choose}
      />
      <p className={css.dense}>You can change it at any time in Settings.</p>
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
      <div className={css.actions}>
        <Button
          kind="primary"
          reason={cannot ?? (chosen === null ? 'Choose one, or skip this.' : null)}
          onPress={() => {
            if (isPending) return;
            void start({ on: chosen === 'background' }).then((answer) => {
              if (answer.ok) onNext();
            });
          }}
        >
          Next
        </Button>
        <Button onPress={onNext}>Skip</Button>
      </div>
    </div>
  );
}
