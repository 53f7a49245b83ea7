import type { AccountEpochView, CommunityView } from '../../../shared/api/community-contract.ts';
import type { StatementView } from '../../../shared/api/contract.ts';
import {
  directionWords,
  finalitySentence,
  formatHours,
  netOf,
  unitOf,
  type CurrencyWord,
} from '../../../shared/api/account-words.ts';
import { formatAccount, type AccountTerms } from '../../../shared/api/amounts.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { Explain } from '../../ui/explain.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { unbroken } from '../../ui/unbroken.ts';
import { useActiveCommunity } from '../app/views.ts';
import { useNow } from '../app/use-now.ts';
import { AccountChart } from './account-chart.tsx';
import css from './community-hours.module.css';
import { Sign, Sum, Term } from './sum.tsx';

interface AccountHeaderProps {
  readonly community: CommunityView;
  readonly currency: CurrencyWord;
  readonly rows: readonly AccountEpochView[];
  /** Whether the rows reach back to the beginning. */
  readonly isWhole: boolean;
  readonly statement: StatementView | undefined;
}

/** Opening + in − out = closing over all rows in sight, and how much of it is final, borrowed and set aside. */
export function AccountHeader(props: AccountHeaderProps) {
  const { community, currency, rows, isWhole } = props;
  const now = useNow();
  const words = directionWords(currency);
  const terms = termsOf(rows);
  const shown = formatAccount(terms);
  const first = rows.at(-1);
  const since =
    isWhole || first === undefined ? 'at the beginning' : formatWhen(first.startsAtMs, now);
  return (
    <Panel
      title="What you have"
      aside={
        <Explain
          label="How it is worked out"
          title="What you have"
          sentences={[
            `What you ${words.in} less what you ${words.out}. It may be below nothing: then you have borrowed, and give it back by lending.`,
            'An hour is provisional from the moment both sides have signed its receipt. It is final when the witnesses have signed the record that holds it.',
            'CPU-hours and man-hours are never added: nobody says how much of one is worth the other.',
          ]}
        />
      }
    >
      <div className={css.header}>
        <Sum large label={`Opening plus ${words.in} minus ${words.out} is what you have`}>
          <Term value={shown.opening} label={since} />
          <Sign>+</Sign>
          <Term value={shown.given} label={words.in} />
          <Sign>−</Sign>
          <Term value={shown.used} label={words.out} />
          <Sign>=</Sign>
          <Term value={shown.closing} label={`now, in ${unitOf(currency)}`} strong />
        </Sum>
        <Finality {...props} />
        <p className={text.dense}>{finalitySentence(community, now)}</p>
        {rows.length > 1 && (
          <div className={css.chart}>
            <AccountChart rows={rows} currency={currency} />
          </div>
        )}
      </div>
    </Panel>
  );
}

function Finality({ community, currency, statement }: AccountHeaderProps) {
  const active = useActiveCommunity();
  const account = community.accounts.find((each) => each.currency === currency);
  if (account === undefined) return null;
  const { certified, provisional } = account;
  const hours = (amount: bigint) => unbroken(formatHours(amount, currency));
  const signed = (amount: bigint) => unbroken(formatHours(amount, currency, { signed: true }));
  const isHere = active?.id === community.id && currency === 'cpu';
  const facts: readonly (readonly [string, string])[] = [
    ['Final', signed(netOf(certified))],
    ['Provisional', signed(netOf(provisional) - netOf(certified))],
    ...(isHere && statement ? [['Set aside', hours(statement.setAside)] as const] : []),
    ...(isHere && typeof statement?.available === 'bigint'
      ? [['Free to use', hours(statement.available)] as const]
      : []),
    ['Borrowed', `${hours(provisional.promise)} of at most ${hours(certified.line)}`],
    ...(provisional.owedTo > 0n ? [['Owed to you', hours(provisional.owedTo)] as const] : []),
    ...(provisional.owed > 0n ? [['Owed by you', hours(provisional.owed)] as const] : []),
  ];
  return (
    <dl className={css.finality}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** From the opening of the oldest row to the closing of the newest. */
function termsOf(rows: readonly AccountEpochView[]): AccountTerms {
  const sum = (pick: (row: AccountEpochView) => bigint) =>
    rows.reduce((total, row) => total + pick(row), 0n);
  return {
    opening: rows.at(-1)?.opening ?? 0n,
    given: sum(({ given }) => given),
    used: sum(({ used }) => used),
    closing: rows[0]?.closing ?? 0n,
  };
}
