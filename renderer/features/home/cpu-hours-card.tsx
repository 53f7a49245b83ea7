import { Link } from 'wouter';
import type { StatementView } from '../../../shared/api/contract.ts';
import { formatHours, netOf } from '../../../shared/api/account-words.ts';
import { formatEquation, formatWhen } from '../../../shared/api/words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import { exampleJobPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { useActiveCommunity } from '../app/views.ts';
import { WeeksChart } from '../hours/weeks-chart.tsx';
import css from './cpu-hours-card.module.css';

/** The difference between lent and used, the sentence behind it, and twelve weeks of both. */
export function CpuHoursCard({ statement }: { readonly statement: StatementView }) {
  const { given, used, difference } = formatEquation(statement.total.given, statement.total.used);
  return (
    <Panel
      title={
        <>
          <span className={css.round} aria-hidden="true" />
          CPU-hours
        </>
      }
      aside={<Link href="/hours">Statement</Link>}
    >
      <div className={css.card}>
        <div>
          <b className={css.number}>{difference}</b>
          <p className={css.sentence}>
            You have lent {given} and used {used}.
          </p>
          <Certainty statement={statement} />
        </div>
        {statement.receipts === 0 ? (
          <div className={css.first}>
            <p>A small test job shows how hours come and go.</p>
            <ButtonLink href={exampleJobPath} small>
              Run a test job
            </ButtonLink>
          </div>
        ) : (
          <WeeksChart weeks={statement.weeks} height={96} />
        )}
      </div>
    </Panel>
  );
}

/** In a community: how much of it is final, when the rest will be, and what may be used. */
function Certainty({ statement }: { readonly statement: StatementView }) {
  const community = useActiveCommunity();
  const now = useNow();
  const account = community?.accounts.find(({ currency }) => currency === 'cpu');
  if (!community || !account) return null;
  const open = netOf(account.provisional) - netOf(account.certified);
  const signed = (amount: bigint) => formatHours(amount, 'cpu', { signed: true });
  const at = formatWhen(community.health.presentEpochEndsAtMs, now);
  const rest =
    open === 0n || community.health.state === 'waiting for witnesses'
      ? ''
      : ` ${signed(open)} more at ${at}.`;
  const free =
    statement.available === null ? '' : ` ${formatHours(statement.available, 'cpu')} free to use.`;
  return (
    <p className={css.certainty}>
      {unbroken(`Final in ${community.name}: ${signed(netOf(account.certified))}.${rest}${free}`)}
    </p>
  );
}
