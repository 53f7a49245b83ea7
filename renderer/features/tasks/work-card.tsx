import { useState } from 'react';
import type { TaskStep } from '../../../shared/api/task-shape.ts';
import { parseTenths, stepWord } from '../../../shared/api/task-words.ts';
import { oneLine } from '../../../shared/api/words.ts';
import { taskLimits, workSteps } from '../../../shared/work/work-state.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel, Row } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { Refused } from '../app/refused.tsx';
import type { TaskProps } from './task-props.ts';

/** For whoever took it: say how it goes, and hand it over. */
export function WorkCard(props: TaskProps) {
  const { task } = props;
  return (
    <Panel title="You took this on">
      <div className={text.stack}>
        {task.changes !== null && (
          <Notice title="What is to be changed">
            <span dir="auto">{task.changes}</span>
          </Notice>
        )}
        <CheckIn {...props} />
        <Row>
          <Deliver {...props} />
        </Row>
      </div>
    </Panel>
  );
}

function CheckIn({ community, task, onDone }: TaskProps) {
  const { start, isPending, refusal } = useCall((node) => node.tasks.step);
  const cannot = useCannotAct();
  const [isLeaving, setIsLeaving] = useState(false);
  const stands = task.may.step?.sentence ?? cannot;
  const say = async (step: TaskStep) => {
    if (isPending) return;
    const answer = await start({ community: community.id, task: task.id, step });
    if (answer.ok) onDone();
  };
  return (
    <>
      <p className={text.words}>
        {task.step === null
          ? 'Say how it goes; whoever asked for it sees it.'
          : `You said: ${stepWord(task.step).toLowerCase()}.`}
      </p>
      <Refused title="It was not said." refusal={refusal} />
      {stands !== null && <p className={text.dense}>{stands}</p>}
      {stands === null && (
        <Actions>
          {workSteps.map((step) => (
            <Button
              key={step}
              small
              onPress={() => {
                void say(step);
              }}
            >
              {stepWord(step)}
            </Button>
          ))}
          <Button
            small
            kind="quiet"
            onPress={() => {
              setIsLeaving(true);
            }}
          >
            Give it back…
          </Button>
        </Actions>
      )}
      <Confirm
        title={`Give “${task.title}” back?`}
        confirm="Give it back"
        keep="Keep it"
        open={isLeaving}
        onClose={() => {
          setIsLeaving(false);
        }}
        onConfirm={() => {
          void say('given_back');
        }}
      >
        <p>Somebody else can take it on then, for the same hours. You receive nothing for it.</p>
      </Confirm>
    </>
  );
}

function Deliver({ community, task, onDone }: TaskProps) {
  const [link, setLink] = useState(task.delivery?.link ?? '');
  const [note, setNote] = useState('');
  const [actual, setActual] = useState('');
  const { start, isPending, refusal } = useCall((node) => node.tasks.deliver);
  const cannot = useCannotAct();
  const actualTenths = parseTenths(actual);
  const stands = task.may.deliver?.sentence ?? deliveryLacks(link, note, actualTenths) ?? cannot;
  const send = async () => {
    if (stands !== null || actualTenths === null || isPending) return;
    const said = { link: link.trim(), note: oneLine(note), actualTenths };
    const answer = await start({ community: community.id, task: task.id, ...said });
    if (answer.ok) onDone();
  };
  return (
    <form
      className={text.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        label="Where it is"
        value={link}
        maxLength={taskLimits.link}
        placeholder="https://"
        hint="An address that whoever asked for it can open."
        onChange={setLink}
      />
      <TextField
        label="What you did (if you like)"
        value={note}
        lines={2}
        maxLength={taskLimits.reason}
        onChange={setNote}
      />
      <TextField
        label="How long it took you"
        value={actual}
        unit="man-h"
        short
        inputMode="decimal"
        hint="It changes nothing in what you get. It is compared with the estimates, so that the next ones are better."
        onChange={setActual}
      />
      <Refused title="It was not delivered." refusal={refusal} />
      <div>
        <Button type="submit" kind="primary" reason={stands}>
          {isPending ? 'Delivering…' : 'Deliver'}
        </Button>
      </div>
    </form>
  );
}

function deliveryLacks(link: string, note: string, actualTenths: number | null): string | null {
  if (link.trim() === '' && oneLine(note) === '') return 'Say where it is, or what you did.';
  if (actualTenths === null || actualTenths === 0) return 'Say how many hours it took you.';
  return actualTenths > taskLimits.actual ? 'That is too many hours.' : null;
}
