import { useLocation } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Columns, Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { taskPath, tasksPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useKeptDraft } from '../app/use-kept-draft.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { DraftKept } from '../app/draft-kept.tsx';
import { AskFields } from './ask-fields.tsx';
import { AskPreview } from './ask-preview.tsx';
import { Refused } from '../app/refused.tsx';
import { emptyTask, taskDraftOf, taskLacks, taskTextOf, type TaskDraft } from './task-draft.ts';
import { TaskFrame } from './task-frame.tsx';
import { useTask } from './use-tasks.ts';

const subline =
  'Say what is to be done and how one will see that it is. What it is worth is agreed before anybody begins.';

/** A task in words that two people can hold each other to. */
export function AskPage() {
  return (
    <TaskFrame
      part="asked"
      title="Ask for work"
      back={{ href: tasksPath('asked'), label: 'Asked by me' }}
      subline={subline}
    >
      {(community) => (
        <AskForm key={community.id} community={community} name="" first={emptyTask} />
      )}
    </TaskFrame>
  );
}

/** The words of a task again, for another one. */
export function AskAnewPage({ task }: { readonly task: string }) {
  return (
    <TaskFrame
      part="asked"
      title="Ask for work"
      back={{ href: taskPath(task), label: 'The task' }}
      subline={subline}
    >
      {(community) => <Anew key={community.id} community={community} id={task} />}
    </TaskFrame>
  );
}

function Anew({ community, id }: { readonly community: CommunityView; readonly id: string }) {
  return (
    <Asked answer={useTask(community, id)} label="The task">
      {(task) => (
        <AskForm
          community={community}
          name={` ${id}`}
          first={(nowMs) => taskDraftOf(task, nowMs)}
        />
      )}
    </Asked>
  );
}

function AskForm({
  community,
  name,
  first,
}: {
  readonly community: CommunityView;
  readonly name: string;
  readonly first: (nowMs: number) => TaskDraft;
}) {
  const now = useNow(60_000);
  const kept = useKeptDraft(`task ${community.id}${name}`, () => first(now));
  const { draft, setDraft, keptAtMs, forget } = kept;
  const [, navigate] = useLocation();
  const { start, isPending, refusal } = useCall((node) => node.tasks.ask);
  const cannot = useCannotAct();
  const lacks = taskLacks(draft, now);
  const send = async () => {
    if (lacks !== null || cannot !== null || isPending) return;
    const answer = await start({ community: community.id, ...taskTextOf(draft) });
    if (!answer.ok) return;
    await forget();
    navigate(taskPath(answer.value.task));
  };
  return (
    <Columns weights="wide-first">
      <Panel label="The task">
        <form
          className={text.form}
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <AskFields
            community={community}
            draft={draft}
            set={(part) => {
              setDraft({ ...draft, ...part });
            }}
          />
          <Refused title="It was not asked for." refusal={refusal} />
          <div>
            <Button kind="primary" type="submit" reason={lacks ?? cannot}>
              {isPending ? 'Asking…' : 'Ask for it'}
            </Button>
          </div>
        </form>
      </Panel>
      <div className={text.aside}>
        <AskPreview draft={draft} nowMs={now} />
        <DraftKept
          keptAtMs={keptAtMs}
          onStartOver={() => {
            setDraft(first(now));
          }}
        />
      </div>
    </Columns>
  );
}
