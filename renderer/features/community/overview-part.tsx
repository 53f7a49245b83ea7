import { useState } from 'react';
import { Link } from 'wouter';
import type { AccountView, CommunityView } from '../../../shared/api/community-contract.ts';
import { formatHours, netOf, unitName } from '../../../shared/api/account-words.ts';
import {
  canAct,
  healthAdvice,
  healthTitle,
  witnessesSentence,
} from '../../../shared/api/community-words.ts';
import { plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { communityPath, hoursOfPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useActiveCommunity } from '../app/views.ts';
import css from './community.module.css';

/** How one stands here, how the record stands, and the way out. */
export function OverviewPart({ community }: { readonly community: CommunityView }) {
  const { health, witnesses } = community;
  const advice = healthAdvice(health);
  const active = useActiveCommunity();
  return (
    <>
      <Columns>
        <Stack>
          {community.accounts.map((account) => (
            <Account
              key={account.currency}
              account={account}
              statement={active?.id === community.id ? '/hours' : hoursOfPath(community.id)}
            />
          ))}
        </Stack>
        <Stack>
          <Panel
            title="The record"
            aside={<Link href={communityPath(community.id, 'record')}>Details</Link>}
          >
            <div className={text.stack}>
              <p className={text.words}>
                {healthTitle(health)}. {health.sentence}
              </p>
              {advice !== null && <p className={text.dense}>{advice}</p>}
              <p className={text.dense}>{witnessesSentence(witnesses)}</p>
            </div>
          </Panel>
          <Panel title="Invite people">
            <div className={css.place}>
              <p className={text.dense}>{inviteSentence(community)}</p>
              <ButtonLink href={communityPath(community.id, 'invitations')} small>
                Invitations
              </ButtonLink>
            </div>
          </Panel>
        </Stack>
      </Columns>
      <Leave community={community} />
    </>
  );
}

function Account({
  account,
  statement,
}: {
  readonly account: AccountView;
  /** The address of the statement of this community. */
  readonly statement: string;
}) {
  const { currency, provisional, certified } = account;
  const hours = (amount: bigint) => formatHours(amount, currency);
  const isUsed = provisional.balance + provisional.promise + certified.line + account.given > 0n;
  return (
    <Panel title={unitName(currency)} aside={<Link href={statement}>Statement</Link>}>
      {!isUsed && currency === 'man' ? (
        <p className={text.dense}>Nobody has given or received work hours here yet.</p>
      ) : (
        <Facts
          facts={[
            ['You stand at', formatHours(netOf(provisional), currency, { signed: true })],
            ['of this, final', formatHours(netOf(certified), currency, { signed: true })],
            ...(provisional.promise > 0n
              ? [['Borrowed', hours(provisional.promise)] as const]
              : []),
            ['May be borrowed', hours(maxOf(0n, certified.line - provisional.promise))],
            ...(provisional.owedTo > 0n
              ? [['Owed to you beyond that', hours(provisional.owedTo)] as const]
              : []),
            ...(provisional.owed > 0n
              ? [['Owed by you beyond that', hours(provisional.owed)] as const]
              : []),
          ]}
        />
      )}
    </Panel>
  );
}

function Leave({ community }: { readonly community: CommunityView }) {
  const [asked, setAsked] = useState(false);
  const { start, isPending, refusal } = useCall((node) => node.communities.leave);
  const cannot = useCannotAct();
  if (!canAct(community.me)) return null;
  const debt = community.accounts.reduce(
    (sum, { provisional }) => sum + provisional.promise + provisional.owed,
    0n,
  );
  return (
    <Panel title="Leave">
      <div className={css.place}>
        <p className={text.dense}>
          The record stays with the others, and you can be invited again.
        </p>
        <Button
          small
          reason={cannot}
          onPress={() => {
            setAsked(true);
          }}
        >
          {isPending ? 'Leaving…' : 'Leave…'}
        </Button>
      </div>
      {refusal !== null && (
        <Notice kind="fault" live title="You did not leave.">
          {refusal.detail}
        </Notice>
      )}
      <Confirm
        title={`Leave ${community.name}?`}
        open={asked}
        keep="Stay"
        confirm="Leave"
        onClose={() => {
          setAsked(false);
        }}
        onConfirm={() => void start({ community: community.id })}
      >
        <ul className={text.stack}>
          <li>You are no longer a member from the next certificate on, with all your machines.</li>
          <li>
            {debt > 0n
              ? 'You have borrowed hours here that are not given back. They stay on the record in your name.'
              : 'You owe nothing here. Hours that you have left cannot be used any more.'}
          </li>
          <li>Your statement stays on this computer.</li>
          {community.me.isWitness && (
            <li>
              This computer is a witness: vote for another one first, or hours may stop becoming
              final.
            </li>
          )}
        </ul>
      </Confirm>
    </Panel>
  );
}

function inviteSentence({ me, invitationsLeft }: CommunityView): string {
  if (!canAct(me)) return 'Members can invite others.';
  return invitationsLeft === 0
    ? 'You have invited as many people as you may this week.'
    : `You may invite ${plural(invitationsLeft, 'more person', 'more people')} this week.`;
}

function maxOf(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
