import { Link } from 'wouter';
import type { StatementView } from '../../../shared/api/contract.ts';
import { formatEquation } from '../../../shared/api/words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { exampleJobPath } from '../app/pages.ts';
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
