import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { PersonView } from '../../../shared/api/contract.ts';
import type { TermsView } from '../../../shared/api/lending-contract.ts';
import { personName, plural, shortKey } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { CheckList } from '../../ui/check-list.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { holds, SearchField } from '../../ui/search-field.tsx';
import { useActiveCommunity, usePeople, useStatus } from '../app/views.ts';
import { useMembers } from '../community/use-members.ts';
import css from './people-part.module.css';
import { useTermsCalls } from './use-terms.ts';

/** To whom this computer lends: anyone of the community, or chosen people; and to whom never. */
export function PeoplePart({ view }: { readonly view: TermsView }) {
  const community = useActiveCommunity();
  const met = useMetPeople();
  return community === null ? (
    <WhoMayBorrow view={view} known={met} />
  ) : (
    <OfCommunity view={view} community={community} met={met} />
  );
}

/** Everybody of the community can be chosen, whether or not they are here. */
function OfCommunity({
  view,
  community,
  met,
}: {
  readonly view: TermsView;
  readonly community: CommunityView;
  readonly met: readonly PersonView[];
}) {
  const { members = [] } = useMembers(community);
  const others = members.filter(({ isMe, status }) => !isMe && status === 'member');
  return <WhoMayBorrow view={view} known={[...others.map(({ person }) => person), ...met]} />;
}

/** Who is here, and for whom this computer has worked. */
function useMetPeople(): readonly PersonView[] {
  const present = usePeople()?.present ?? [];
  const history = useAnswer((node) => node.lending.history, {});
  const lentTo = history.value?.people ?? [];
  return [...present, ...lentTo].map(({ person }) => person);
}

interface WhoProps {
  readonly view: TermsView;
  readonly known: readonly PersonView[];
}

function WhoMayBorrow({ view, known }: WhoProps) {
  const { lendTo, chosen, blocked } = view.terms;
  const { change, problem } = useTermsCalls();
  const [isChoosing, setChoosing] = useState(false);
  const [search, setSearch] = useState('');
  const me = useStatus()?.me.id;
  const people = peopleOf(known, [...chosen, ...blocked]).filter(({ id }) => id !== me);
  const found = people.filter((person) => holds(search, personName(person), person.id));
  const which = isChoosing ? 'chosen' : lendTo;
  return (
    <>
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
      <Panel title="Who may borrow" aside={<PeopleCount count={people.length} />}>
        <div className={css.who}>
          <Choice<'anyone' | 'chosen'>
            label="Lend to"
            value={which}
            options={[
              { id: 'anyone', label: 'Anyone of the community' },
              { id: 'chosen', label: 'Only people whom I choose' },
            ]}
            onChange={(next) => {
              // Nobody is chosen yet: the terms change with the first one.
              setChoosing(next === 'chosen' && chosen.length === 0);
              if (next === 'anyone') void change({ lendTo: 'anyone' });
              else if (chosen.length > 0) void change({ lendTo: 'chosen' });
            }}
          />
          {people.length > 8 && (
            <SearchField label="Find a person" value={search} onChange={setSearch} />
          )}
          {which === 'chosen' && (
            <People
              label="Lend only to"
              hint={
                isChoosing ? 'Until somebody is chosen, you lend to anyone as before.' : undefined
              }
              people={found}
              marked={chosen}
              onChange={(next) => {
                setChoosing(next.length === 0);
                void change(
                  next.length === 0
                    ? { lendTo: 'anyone', chosen: [] }
                    : { lendTo: 'chosen', chosen: [...next] },
                );
              }}
            />
          )}
        </div>
      </Panel>
      <Panel title="Never lend to">
        <People
          label="Blocked people"
          hint="What they ask is turned down. They read that you lend to people whom you have chosen."
          people={found}
          marked={blocked}
          onChange={(next) => void change({ blocked: [...next] })}
        />
      </Panel>
    </>
  );
}

function PeopleCount({ count }: { readonly count: number }) {
  return <>{plural(count, 'person', 'people')} known here</>;
}

/** Those who are out of sight by a search keep their mark. */
function People({
  label,
  hint,
  people,
  marked,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly people: readonly PersonView[];
  readonly marked: readonly string[];
  readonly onChange: (marked: readonly string[]) => void;
}) {
  if (people.length === 0) {
    return (
      <p className={css.none}>Nobody is known here yet. People show here once they are met.</p>
    );
  }
  const shown = new Set(people.map(({ id }) => id));
  const hidden = marked.filter((id) => !shown.has(id));
  return (
    <CheckList
      label={label}
      {...(hint !== undefined && { hint })}
      options={people.map((person) => ({
        id: person.id,
        label: personName(person),
        ...(person.name !== null && { hint: shortKey(person.id) }),
      }))}
      chosen={[...marked]}
      onChange={(next) => {
        onChange([...hidden, ...next.filter((id) => shown.has(id))]);
      }}
    />
  );
}

/** Each person once, by name; those of whom only the key is left stand there by their key. */
function peopleOf(known: readonly PersonView[], keys: readonly string[]): readonly PersonView[] {
  const people = new Map<string, PersonView>(keys.map((id) => [id, { id, name: null }]));
  for (const person of known) {
    if (person.name !== null || !people.has(person.id)) people.set(person.id, person);
  }
  return [...people.values()].toSorted((one, other) =>
    personName(one).localeCompare(personName(other)),
  );
}
