import { useState } from 'react';
import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import { personName } from '../../../shared/api/words.ts';
import { taskLimits } from '../../../shared/work/work-state.ts';
import { CheckList } from '../../ui/check-list.tsx';
import { Choice } from '../../ui/choice.tsx';
import { holds, SearchField } from '../../ui/search-field.tsx';
import text from '../../ui/text.module.css';
import { useMembers } from '../community/use-members.ts';
import type { TaskDraft } from './task-draft.ts';

/** Of more people some are shown, those who are chosen first; the others are searched for. */
const shownMost = 20;

interface WhoProps {
  readonly community: CommunityView;
  readonly draft: TaskDraft;
  readonly set: (part: Partial<TaskDraft>) => void;
}

/** Whether anybody may take a task, or some whom the asker names. */
export function WhoMayTake({ community, draft, set }: WhoProps) {
  const { takers } = draft;
  return (
    <div className={text.stack}>
      <Choice
        label="Who may take it"
        options={[
          { id: 'anyone', label: 'Anyone' },
          { id: 'chosen', label: 'Chosen people' },
        ]}
        value={takers === null ? 'anyone' : 'chosen'}
        onChange={(who) => {
          set({ takers: who === 'anyone' ? null : (takers ?? []) });
        }}
      />
      {takers !== null && (
        <Takers
          community={community}
          takers={takers}
          choose={(chosen) => {
            set({ takers: chosen });
          }}
        />
      )}
    </div>
  );
}

function Takers({
  community,
  takers,
  choose,
}: {
  readonly community: CommunityView;
  readonly takers: readonly string[];
  readonly choose: (takers: readonly string[]) => void;
}) {
  const { members, problem } = useMembers(community);
  const [search, setSearch] = useState('');
  const others = members?.filter(({ isMe, status }) => !isMe && status === 'member');
  if (problem !== null) return <p className={text.dense}>{problem}</p>;
  if (others?.length === 0) {
    return <p className={text.dense}>Nobody else is in this community yet.</p>;
  }
  const found = (others ?? []).filter(
    ({ person }) => takers.includes(person.id) || holds(search, personName(person)),
  );
  return (
    <>
      {(others?.length ?? 0) > shownMost && (
        <SearchField label="Search people" value={search} onChange={setSearch} />
      )}
      <CheckList
        label="They may"
        hint={`At most ${taskLimits.takers}. They have no part in the panel that says what it is worth.`}
        options={found
          .toSorted((a, b) => rank(takers, a) - rank(takers, b))
          .slice(0, shownMost)
          .map(({ person }) => ({ id: person.id, label: personName(person) }))}
        chosen={takers}
        onChange={choose}
      />
    </>
  );
}

function rank(takers: readonly string[], { person }: MemberView): number {
  return takers.includes(person.id) ? 0 : 1;
}
