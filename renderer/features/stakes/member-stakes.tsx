import { Link } from 'wouter';
import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import { formatPart, formatPpm } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { SelfBar } from './self-bar.tsx';
import { StakeWay } from './stake-way.tsx';

interface MemberStakesProps {
  readonly community: CommunityView;
  readonly member: MemberView;
}

/** On the page of a person: what one holds of them and they of oneself. */
export function MemberStakes({ community, member }: MemberStakesProps) {
  const veil = useVeil();
  const question = { community: community.id };
  const isOther = member.status === 'member' && !member.isMe;
  const mine = useAnswer((node) => node.stakes.mine, question, community.revision);
  const ways = useAnswer(
    (node) => node.stakes.paths,
    isOther ? { ...question, member: member.person.id } : null,
    community.revision,
  );
  if (mine.value === undefined) return null;
  const { holders, issued } = mine.value;
  const name = personName(member.person);
  const holds = holders
    .filter(({ person }) => person.id === member.person.id)
    .reduce((sum, { units }) => sum + units, 0n);
  const [largest] = (ways.value?.paths ?? []).filter(({ steps }) => steps.length > 2);
  const portion = ways.value?.portion;
  return (
    <Panel title="Stakes" aside={<Link href="/stakes">Stakes</Link>}>
      {member.isMe ? (
        <SelfBar mine={mine.value} />
      ) : (
        <div className={text.stack}>
          <Facts
            facts={[
              [
                `You hold of ${name}`,
                portion === undefined
                  ? 'nothing'
                  : veil(
                      `${formatPpm(portion.directPpm)} directly, ${formatPpm(portion.throughPpm)} through others`,
                    ),
              ],
              [`${name} holds of you`, holds === 0n ? 'nothing' : veil(formatPart(holds, issued))],
            ]}
          />
          {largest !== undefined && (
            <p className={text.dense}>
              <StakeWay community={community.id} path={largest} />
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}
