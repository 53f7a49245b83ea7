import { useState } from 'react';
import { taskHoursMax, type TaskView } from '../../../shared/api/task-shape.ts';
import { answerWord } from '../../../shared/api/task-words.ts';
import { formatWhen, oneLine } from '../../../shared/api/words.ts';
import { isOnLadder } from '../../../shared/economy/estimates.ts';
import { taskLimits } from '../../../shared/work/work-state.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { LadderChoice, type LadderAnswer } from './ladder-choice.tsx';
import { Refused } from '../app/refused.tsx';
import type { TaskProps } from './task-props.ts';

interface EstimateProps extends TaskProps {
  readonly estimating: NonNullable<TaskView['estimating']>;
}

/** For whoever is on the panel: what it is worth, said before anybody sees what the others say. */
export function EstimateCard(props: EstimateProps) {
  const now = useNow();
  const { phase, round, closesAtMs } = props.estimating;
  const closes = formatWhen(closesAtMs, now);
  return (
    <Panel title={round === 1 ? 'Your estimate' : `Your estimate, round ${round}`}>
      <div className={text.stack}>
        {phase === 'sealing' ? (
          <>
            <p className={text.words}>
              Nobody sees an answer before everybody has given one, or before {closes}. You can
              change yours until then.
            </p>
            <AnswerForm key={round} {...props} />
          </>
        ) : (
          <Revealing {...props} closes={closes} />
        )}
      </div>
    </Panel>
  );
}

function AnswerForm({ community, task, estimating: { round }, onDone }: EstimateProps) {
  const { mine, may, isAskedWhy } = task;
  const [hours, setHours] = useState<LadderAnswer | null>(mine?.hours ?? null);
  const [reason, setReason] = useState(mine?.reason ?? '');
  const [said, setSaid] = useState('');
  const { start, isPending, refusal } = useCall((node) => node.tasks.estimate);
  const cannot = useCannotAct();
  const stands = may.estimate?.sentence ?? answerLacks(hours, isAskedWhy ? said : null) ?? cannot;
  const send = async () => {
    if (hours === null || stands !== null || isPending) return;
    const words = { reason: oneLine(reason), said: oneLine(said) };
    const answer = await start({ community: community.id, task: task.id, hours, ...words });
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
      {isAskedWhy && (
        <TextField
          label="What did you see?"
          value={said}
          lines={2}
          maxLength={taskLimits.reason}
          hint="You were the farthest from the middle. The others read it at once, before they answer again."
          onChange={setSaid}
        />
      )}
      <HoursFields hours={hours} onChange={setHours} isFree={round > 1} />
      <TextField
        label="What it depends on (if you like)"
        value={reason}
        maxLength={taskLimits.reason}
        hint="In one line. The others read it with your answer."
        onChange={setReason}
      />
      <Refused title="The answer was not taken." refusal={refusal} />
      {mine !== null && (
        <p className={text.dense} role="status">
          Your answer: {answerWord(mine.hours)}. {mine.sentence}
        </p>
      )}
      <div>
        <Button type="submit" kind="primary" reason={stands}>
          {isPending ? 'Sealing…' : mine === null ? 'Seal my answer' : 'Change my answer'}
        </Button>
      </div>
    </form>
  );
}

/** The first thing that still stands in the way, or null; `said` is null where nobody asks. */
function answerLacks(hours: LadderAnswer | null, said: string | null): string | null {
  if (said !== null && oneLine(said) === '') return 'Say what you saw.';
  return hours === null ? 'Choose how much it is, or say why you cannot.' : null;
}

/** A step of the ladder; and in the later rounds, when the reasons are known, any whole number. */
function HoursFields({
  hours,
  onChange,
  isFree,
}: {
  readonly hours: LadderAnswer | null;
  readonly onChange: (hours: LadderAnswer | null) => void;
  readonly isFree: boolean;
}) {
  const isBetween = typeof hours === 'number' && !isOnLadder(hours);
  const [typed, setTyped] = useState(isBetween ? String(hours) : '');
  const problem =
    typed === '' || wholeHours(typed) !== null ? null : `A whole number from 1 to ${taskHoursMax}.`;
  return (
    <>
      <LadderChoice
        label="How much work is it?"
        hint="For somebody who knows the field, whoever does it in the end."
        value={hours}
        onChange={(step) => {
          setTyped('');
          onChange(step);
        }}
        hasOthers
      />
      {isFree && (
        <TextField
          label="Or a number between the steps"
          value={typed}
          unit="man-h"
          short
          inputMode="decimal"
          problem={problem}
          onChange={(next) => {
            setTyped(next);
            onChange(wholeHours(next));
          }}
        />
      )}
    </>
  );
}

function wholeHours(typed: string): number | null {
  const hours = /^\d{1,2}$/.test(typed.trim()) ? Number(typed) : 0;
  return hours >= 1 && hours <= taskHoursMax ? hours : null;
}

/** Sealed answers are opened by the computers that sealed them; a hand is needed only where one did not. */
function Revealing({ community, task, closes, onDone }: TaskProps & { readonly closes: string }) {
  const { start, isPending, refusal } = useCall((node) => node.tasks.reveal);
  const cannot = useCannotAct();
  const { mine, may } = task;
  const open = async () => {
    const answer = await start({ community: community.id, task: task.id });
    if (answer.ok) onDone();
  };
  return (
    <>
      <p className={text.words}>
        The answers are being opened, until {closes} at the latest.{' '}
        {mine === null
          ? 'You gave none in this round.'
          : `Yours was ${answerWord(mine.hours)}. ${mine.sentence}`}
      </p>
      <Refused title="It was not opened." refusal={refusal} />
      {may.reveal === null && mine !== null && (
        <div>
          <Button
            reason={cannot}
            onPress={() => {
              if (!isPending) void open();
            }}
          >
            {isPending ? 'Opening…' : 'Open mine now'}
          </Button>
        </div>
      )}
    </>
  );
}
