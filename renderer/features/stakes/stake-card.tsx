import { Link } from 'wouter';
import { useAnswer } from '../../node/use-answer.ts';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { useActiveCommunity } from '../app/views.ts';
import { SelfBar, selfSentence, SelfTitle } from './self-bar.tsx';

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
    <Panel title={<SelfTitle />} aside={<Link href="/stakes">Stakes</Link>}>
      <div className={text.stack}>
        <SelfBar mine={value} />
        <p className={text.dense}>{veil(selfSentence(value))}</p>
      </div>
    </Panel>
  );
}
