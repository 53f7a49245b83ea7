import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import { formatHours, netOf } from '../../../shared/api/account-words.ts';
import { memberWord } from '../../../shared/api/community-words.ts';
import { formatNumber, personName, plural } from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { holds, SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { memberPath } from '../app/pages.ts';
import css from './community.module.css';
import { useMembers } from './use-members.ts';

const shownFirst = 100;
type Which = 'members' | 'gone' | 'all';

/** Everybody of the community, found by name, key or machine. */
export function MembersPart({ community }: { readonly community: CommunityView }) {
  const { members, problem } = useMembers(community);
  const [search, setSearch] = useState('');
  const [which, setWhich] = useState<Which>('members');
  const [most, setMost] = useState(shownFirst);
  if (members === undefined) {
    return (
      <Panel title="Members">
        {problem === null ? <Skeleton lines={4} /> : <Notice kind="fault">{problem}</Notice>}
      </Panel>
    );
  }
  const found = members.filter((member) => isWanted(member, which) && isFound(member, search));
  const left = found.length - most;
  return (
    <Panel title="Members" aside={countWords(found.length, members.length)} flush>
      <div className={css.bar}>
        <SearchField label="Find a member" value={search} onChange={setSearch} />
        <Choice<Which>
          label="Which members"
          hideLabel
          value={which}
          options={[
            { id: 'members', label: 'Members' },
            { id: 'gone', label: 'Gone' },
            { id: 'all', label: 'All' },
          ]}
          onChange={setWhich}
        />
      </div>
      {problem !== null && <Notice kind="fault">{problem}</Notice>}
      {found.length === 0 ? (
        <p className={text.dense}>
          {search.trim() === '' ? 'Nobody has left.' : 'Nobody is called that.'}
        </p>
      ) : (
        <DataTable<MemberView>
          caption="Members"
          rows={found.slice(0, most)}
          rowKey={(member) => member.person.id}
          columns={columnsOf(community.id)}
        />
      )}
      {left > 0 && (
        <div className={text.more}>
          {' '}
          <Button
            small
            onPress={() => {
              setMost(most + shownFirst);
            }}
          >
            Show {plural(Math.min(left, shownFirst), 'more', 'more')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function isWanted({ status }: MemberView, which: Which): boolean {
  return which === 'all' || (status === 'member') === (which === 'members');
}

function isFound({ person, devices }: MemberView, search: string): boolean {
  return holds(search, personName(person), person.id, ...devices.map(({ label }) => label));
}

function countWords(found: number, all: number): string {
  return found === all
    ? `${formatNumber(all)} in all`
    : `${formatNumber(found)} of ${formatNumber(all)}`;
}

function columnsOf(community: string): readonly Column<MemberView>[] {
  return [
    {
      id: 'who',
      header: 'Person',
      grow: true,
      cell: (member) => (
        <>
          <Link href={memberPath(community, member.person.id)}>
            <bdi>{personName(member.person)}</bdi>
          </Link>
          {member.isMe && <span className={text.mark}>you</span>}
        </>
      ),
    },
    { id: 'status', header: 'Is', leaveOut: 'tiny', cell: memberWord },
    {
      id: 'devices',
      header: 'Machines',
      end: true,
      leaveOut: 'narrow',
      cell: ({ devices }) =>
        formatNumber(devices.filter(({ status }) => status === 'active').length),
    },
    {
      id: 'inviter',
      header: 'Invited by',
      leaveOut: 'small',
      cell: ({ inviter }) => (inviter === null ? '–' : <bdi>{personName(inviter)}</bdi>),
    },
    {
      id: 'stands',
      header: 'Stands at',
      end: true,
      cell: ({ accounts }) => {
        const account = accounts.find(({ currency }) => currency === 'cpu');
        return account ? formatHours(netOf(account.certified), 'cpu', { signed: true }) : '–';
      },
    },
  ];
}
