import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useCall } from '../../node/node-provider.tsx';
import { taskPath, tasksPath } from '../app/pages.ts';
import { Asked } from '../app/asked.tsx';
import { DraftForm } from '../app/draft-form.tsx';
import { AskFields } from './ask-fields.tsx';
import { AskPreview } from './ask-preview.tsx';
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
  const { start, isPending, refusal } = useCall((node) => node.tasks.ask);
  return (
    <DraftForm
      label="The task"
      name={`task ${community.id}${name}`}
      first={first}
      lacksOf={taskLacks}
      fields={(draft, set) => <AskFields community={community} draft={draft} set={set} />}
      preview={(draft, nowMs) => <AskPreview draft={draft} nowMs={nowMs} />}
      button={{ label: 'Ask for it', pendingLabel: 'Asking…' }}
      isPending={isPending}
      refusedTitle="It was not asked for."
      refusal={refusal}
      send={async (draft) => {
        const answer = await start({ community: community.id, ...taskTextOf(draft) });
        return answer.ok ? taskPath(answer.value.task) : null;
      }}
    />
  );
}
