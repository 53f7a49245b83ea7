import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import { formatHours, netOf, unitName } from '../../../shared/api/account-words.ts';
import { canAct, deviceWord, memberWord } from '../../../shared/api/community-words.ts';
import { formatWhen, personName, possessive } from '../../../shared/api/words.ts';
import { isHex32 } from '../../../shared/base/fields.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { communityPath } from '../app/pages.ts';
import { RecordNotice } from '../app/record-notice.tsx';
import { useNow } from '../app/use-now.ts';
import { useCommunities } from '../app/views.ts';
import { MemberStakes } from '../stakes/member-stakes.tsx';
import { MachineActions, RelabelMachine } from './machine-actions.tsx';
import { Sponsor } from './sponsor.tsx';

type Machine = MemberView['devices'][number];

/** One person of a community: who they are, with which machines, and how they stand. */
export function MemberPage({ id, member }: { readonly id: string; readonly member: string }) {
  const list = useCommunities();
  const community = list?.communities.find((each) => each.id === id);
  const isHex = isHex32(member);
  const { value, problem } = useAnswer(
    (node) => node.members.show,
    isHex && community ? { community: id, member } : null,
    community?.revision,
  );
  const name = value === undefined ? 'Member' : personName(value.person);
  const why =
    problem ??
    (isHex ? null : 'The address names no member.') ??
    (list && !community ? 'This computer is not in the community that the address names.' : null);
  return (
    <Page
      title={name}
      back={{ href: communityPath(id, 'members'), label: community?.name ?? 'Members' }}
      {...(value && { subline: `${memberWord(value)} of ${community?.name ?? 'this community'}` })}
    >
      <RecordNotice />
      {community && value ? (
        <Content community={community} member={value} />
      ) : (
        <Panel label="Member">{why === null ? <Skeleton /> : <Notice>{why}</Notice>}</Panel>
      )}
    </Page>
  );
}

function Content({
  community,
  member,
}: {
  readonly community: CommunityView;
  readonly member: MemberView;
}) {
  const acts = canAct(community.me);
  return (
    <Columns>
      <Stack>
        <Panel title={member.isMe ? 'You' : 'Who this is'}>
          <Facts facts={useWho(community, member)} />
        </Panel>
        {acts && !member.isMe && member.status === 'member' && (
          <Sponsor community={community} member={member} />
        )}
        {acts && member.isMe && <RelabelMachine community={community} member={member} />}
      </Stack>
      <Stack>
        {member.accounts.map(({ currency, certified }) => (
          <Panel key={currency} title={unitName(currency)} aside="final">
            <Facts facts={standingFacts(currency, certified)} />
          </Panel>
        ))}
        <MemberStakes community={community} member={member} />
        <Panel title="Machines" flush>
          {member.devices.length === 0 ? (
            <p className={text.dense}>{possessive(personName(member.person))} machines are gone.</p>
          ) : (
            <DataTable<Machine>
              caption="Machines"
              rows={member.devices}
              rowKey={({ device }) => device}
              columns={machineColumns(community, member, acts)}
            />
          )}
        </Panel>
      </Stack>
    </Columns>
  );
}

function useWho(community: CommunityView, member: MemberView): readonly Fact[] {
  const now = useNow();
  const sinceMs = community.startsAtMs + member.since * community.epochMs;
  return [
    ['Name', personName(member.person)],
    ['Is', memberWord(member)],
    ['Since', formatWhen(sinceMs, now)],
    ['Invited by', member.inviter === null ? 'nobody: a founder' : personName(member.inviter)],
    ['Trusted', `${(member.trustPpm / 10_000).toFixed(1)}% of the community’s trust`],
    ['Key', <LongKey key="key" value={member.person.id} label="key of the member" />],
  ];
}

function standingFacts(
  currency: MemberView['accounts'][number]['currency'],
  standing: MemberView['accounts'][number]['certified'],
): readonly Fact[] {
  const hours = (amount: bigint) => formatHours(amount, currency);
  return [
    ['Stands at', formatHours(netOf(standing), currency, { signed: true })],
    ['Has', hours(standing.balance)],
    ['Has borrowed', hours(standing.promise)],
    ['May borrow in all', hours(standing.line)],
  ];
}

function machineColumns(community: CommunityView, member: MemberView, acts: boolean) {
  return [
    {
      id: 'label',
      header: 'Machine',
      grow: true,
      cell: ({ label, device, isMe, isWitness }: Machine) => (
        <>
          <bdi>{label === '' ? device.slice(0, 8) : label}</bdi>
          {isMe && <span className={text.mark}>this computer</span>}
          {isWitness && <span className={text.mark}>witness</span>}
        </>
      ),
    },
    { id: 'state', header: 'Is', cell: deviceWord },
    ...(member.isMe && acts
      ? [
          {
            id: 'act',
            header: 'Retire',
            hideHeader: true,
            end: true,
            cell: (machine: Machine) => <MachineActions community={community} machine={machine} />,
          },
        ]
      : []),
  ];
}
