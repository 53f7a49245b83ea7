import { Link } from 'wouter';
import { useAnswer } from '../../node/use-answer.ts';
import { Panel } from '../../ui/panel.tsx';
import { useVeil } from '../app/hide-amounts.ts';
import { useActiveCommunity } from '../app/views.ts';
import { SelfBar, selfSentence } from './self-bar.tsx';
import css from './stakes.module.css';

/** On Home, in a community: how much of oneself one keeps, and who holds the rest. */
export function StakeCard() {
  const community = useActiveCommunity();
  const veil = useVeil();
  const { value } = useAnswer(
    (node) => node.stakes.mine,
    community && { community: community.id },
    community?.revision ?? 0,
  );
  if (!community || value === undefined) return null;
  return (
    <Panel
      title={
        <>
          <span className={css.triangle} aria-hidden="true" />
          Your stake in yourself
        </>
      }
      aside={<Link href="/stakes">Stakes</Link>}
    >
      <div className={css.stack}>
        <SelfBar mine={value} />
        <p className={css.dense}>{veil(selfSentence(value))}</p>
      </div>
    </Panel>
  );
}
