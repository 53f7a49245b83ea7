import { Link } from 'wouter';
import type { AccountEpochView } from '../../../shared/api/community-contract.ts';
import { formatHours, netOf } from '../../../shared/api/account-words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Panel } from '../../ui/panel.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import { useActiveCommunity } from '../app/views.ts';
import css from './cpu-hours-card.module.css';

const rowsMax = 500;

/** Working time of people, in a community: what one stands at, and the sentence behind it. */
export function ManHoursCard() {
  const community = useActiveCommunity();
  const question = community && {
    ...{ community: community.id, currency: 'man' as const },
    ...{ before: null, limit: rowsMax },
  };
  const { value } = useAnswer((node) => node.accounts.epochs, question, community?.revision ?? 0);
  const account = community?.accounts.find(({ currency }) => currency === 'man');
  if (!community || !account || value === undefined) return null;
  const rows: readonly AccountEpochView[] = value.epochs;
  const { certified, provisional } = account;
  const signed = (amount: bigint) => formatHours(amount, 'man', { signed: true });
  const since = rows.length < rowsMax ? '' : ' lately';
  const sum = (pick: (row: AccountEpochView) => bigint) =>
    formatHours(
      rows.reduce((total, row) => total + pick(row), 0n),
      'man',
    );
  return (
    <Panel
      title={
        <>
          <span className={css.square} aria-hidden="true" />
          Man-hours
        </>
      }
      aside={<Link href="/hours">Statement</Link>}
    >
      {rows.length === 0 ? (
        <p className={css.wide}>
          Nobody in {community.name} has given you work hours, or received some from you.
        </p>
      ) : (
        <>
          <b className={css.number}>{signed(netOf(provisional))}</b>
          <p className={css.wide}>
            {unbroken(
              `You have given ${sum(({ given }) => given)} and received ${sum(({ used }) => used)}${since}. Final: ${signed(netOf(certified))}.`,
            )}
          </p>
        </>
      )}
    </Panel>
  );
}
