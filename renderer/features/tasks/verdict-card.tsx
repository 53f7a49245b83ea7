import { useState } from 'react';
import { formatManHours } from '../../../shared/api/task-words.ts';
import { oneLine, personName } from '../../../shared/api/words.ts';
import { taskLimits } from '../../../shared/work/work-state.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { Refused } from '../app/refused.tsx';
import type { TaskProps } from './task-props.ts';

/** For whoever asked: is it what was asked for? */
export function VerdictCard({ community, task, onDone }: TaskProps) {
  const [isChanging, setIsChanging] = useState(false);
  const { start, isPending, refusal } = useCall((node) => node.tasks.answer);
  const cannot = useCannotAct();
  const taker = task.taker === null ? 'who took it' : personName(task.taker);
  const hours = formatManHours(task.price ?? 0);
  const answer = async (changes: string | null) => {
    if (isPending) return;
    const answered = await start({ community: community.id, task: task.id, changes });
    if (answered.ok) onDone();
  };
  return (
    <Panel title="Is it what you asked for?">
      <div className={text.stack}>
        <p className={text.words}>
          If you accept it, <bdi>{taker}</bdi> has given {hours} and you have received them. That
          cannot be taken back.
        </p>
        <Refused title="It stays as it was." refusal={refusal} />
        {isChanging ? (
          <Changes
            stands={task.may.changes?.sentence ?? cannot}
            isPending={isPending}
            onAsk={(changes) => {
              void answer(changes);
            }}
            onBack={() => {
              setIsChanging(false);
            }}
          />
        ) : (
          <Actions>
            <Button
              kind="primary"
              reason={task.may.accept?.sentence ?? cannot}
              onPress={() => {
                void answer(null);
              }}
            >
              {isPending ? 'Accepting…' : `Accept for ${hours}`}
            </Button>
            <Button
              onPress={() => {
                setIsChanging(true);
              }}
            >
              Ask for changes
            </Button>
          </Actions>
        )}
      </div>
    </Panel>
  );
}

function Changes({
  stands,
  isPending,
  onAsk,
  onBack,
}: {
  /** Why they cannot be asked for now, or null. */
  readonly stands: string | null;
  readonly isPending: boolean;
  readonly onAsk: (changes: string) => void;
  readonly onBack: () => void;
}) {
  const [changes, setChanges] = useState('');
  const lacks = oneLine(changes) === '' ? 'Say what is to be changed.' : null;
  return (
    <>
      <TextField
        label="What is to be changed"
        value={changes}
        lines={3}
        maxLength={taskLimits.reason}
        onChange={setChanges}
      />
      <Actions>
        <Button
          kind="primary"
          reason={stands ?? lacks}
          onPress={() => {
            onAsk(oneLine(changes));
          }}
        >
          {isPending ? 'Asking…' : 'Ask for these changes'}
        </Button>
        <Button kind="quiet" onPress={onBack}>
          Back
        </Button>
      </Actions>
    </>
  );
}
