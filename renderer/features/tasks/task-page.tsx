import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { TaskView } from '../../../shared/api/task-shape.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { communityPath, taskAnewPath, tasksPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { Asked } from '../app/asked.tsx';
import { DeliveryPanel } from './delivery-panel.tsx';
import { EstimateCard } from './estimate-card.tsx';
import { PanelTable, RoundsPanel } from './estimate-panels.tsx';
import { Refused } from '../app/refused.tsx';
import { TakeCard } from './take-card.tsx';
import { TaskFacts } from './task-facts.tsx';
import { TaskFrame } from './task-frame.tsx';
import type { TaskProps } from './task-props.ts';
import css from './tasks.module.css';
import { useTask } from './use-tasks.ts';
import { VerdictCard } from './verdict-card.tsx';
import { WorkCard } from './work-card.tsx';

/** One task: what is asked for, what it is worth, who does it, and how that came about. */
export function TaskPage({ id }: { readonly id: string }) {
  return (
    <TaskFrame
      part="all"
      title="A task"
      back={{ href: tasksPath('to_estimate'), label: 'Tasks' }}
      subline="What somebody here asked for."
    >
      {(community) => <Found key={community.id} community={community} id={id} />}
    </TaskFrame>
  );
}

function Found({ community, id }: { readonly community: CommunityView; readonly id: string }) {
  const [done, setDone] = useState(0);
  return (
    <Asked answer={useTask(community, id, done)} label="The task">
      {(task) => (
        <Content
          community={community}
          task={task}
          onDone={() => {
            setDone((before) => before + 1);
          }}
        />
      )}
    </Asked>
  );
}

function Content({ community, task, onDone }: TaskProps) {
  return (
    <Columns weights="wide-first">
      <Stack>
        <Panel title={<bdi>{task.title}</bdi>}>
          <div className={text.stack}>
            <p className={text.words} role="status">
              {task.sentence}
            </p>
            <p className={text.said} dir="auto">
              {task.done}
            </p>
            {task.skills.length > 0 && (
              <ul className={css.tags} aria-label="Skills">
                {task.skills.map((skill) => (
                  <li key={skill} className={css.tag}>
                    {skill}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </Panel>
        <Act community={community} task={task} onDone={onDone} />
        {task.delivery !== null && <DeliveryPanel task={task} delivery={task.delivery} />}
        {task.rounds.length > 0 && <RoundsPanel rounds={task.rounds} />}
      </Stack>
      <Stack>
        <Panel title="How it stands">
          <TaskFacts community={community} task={task} />
        </Panel>
        {task.estimating !== null && task.panel.length > 0 && <PanelTable task={task} />}
        {task.isMine && task.may.withdraw === null && (
          <Withdraw community={community} task={task} onDone={onDone} />
        )}
      </Stack>
    </Columns>
  );
}

/** What this person can do with it now, if anything. */
function Act(props: TaskProps) {
  const { community, task } = props;
  if (task.waiting !== null) {
    return (
      <Notice>
        What you did is on its way to the record: it counts with the next certificate.{' '}
        <Link href={communityPath(community.id, 'record')} className={text.inText ?? ''}>
          How the record stands
        </Link>
      </Notice>
    );
  }
  const { estimating, state } = task;
  if (state === 'estimating' && estimating !== null && task.panel.some(({ isMe }) => isMe)) {
    return <EstimateCard {...props} estimating={estimating} />;
  }
  if (state === 'open' && !task.isMine) return <TakeCard {...props} />;
  if (state === 'taken' && task.isTakenByMe) return <WorkCard {...props} />;
  if (state === 'delivered' && task.isMine) {
    return <VerdictCard {...props} />;
  }
  if ((state === 'rejected' || state === 'withdrawn') && task.isMine) return <Again task={task} />;
  return null;
}

/** Three rounds came to nothing: it is asked for again in other words, or in parts. */
function Again({ task }: { readonly task: TaskView }) {
  return (
    <Panel title="Ask again">
      <div className={text.stack}>
        <p className={text.words}>
          {task.state === 'rejected'
            ? 'The panel did not come together. Say more plainly what done looks like, or ask for a part of it.'
            : 'You can ask for it again, as it was or in other words.'}
        </p>
        <div>
          <ButtonLink href={taskAnewPath(task.id)} kind="primary">
            Ask in other words
          </ButtonLink>
        </div>
      </div>
    </Panel>
  );
}

function Withdraw({ community, task, onDone }: TaskProps) {
  const [isAsking, setIsAsking] = useState(false);
  const { start, isPending, refusal } = useCall((node) => node.tasks.withdraw);
  const takeBack = async () => {
    const answer = await start({ community: community.id, task: task.id });
    if (answer.ok) onDone();
  };
  const cannot = useCannotAct();
  return (
    <Panel label="Take it back">
      <div className={text.stack}>
        <Refused title="It was not taken back." refusal={refusal} />
        <div>
          <Button
            reason={cannot}
            onPress={() => {
              setIsAsking(true);
            }}
          >
            {isPending ? 'Taking it back…' : 'Take it back…'}
          </Button>
        </div>
      </div>
      <Confirm
        title={`Take “${task.title}” back?`}
        confirm="Take it back"
        keep="Leave it"
        open={isAsking}
        onClose={() => {
          setIsAsking(false);
        }}
        onConfirm={() => {
          if (!isPending) void takeBack();
        }}
      >
        <p>Nobody can take it on any more. What was said about it stays on the record.</p>
      </Confirm>
    </Panel>
  );
}
