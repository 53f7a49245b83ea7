import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { HoldingView, PortionView } from '../../../shared/api/stake-shape.ts';
import { formatPart, formatPpm } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { memberPath } from '../app/pages.ts';
import { useVeil } from '../app/hide-amounts.ts';
import { CauseLink } from './cause-link.tsx';
import { Moves } from './direction.tsx';
import { StakeWay } from './stake-way.tsx';
import css from './stakes.module.css';

/** How one comes to hold a person: under which causes directly, and along which ways through others. */
export function MemberWays({
  community,
  row,
  issued,
}: {
  readonly community: CommunityView;
  readonly row: PortionView & { readonly holdings: readonly HoldingView[] };
  readonly issued: bigint;
}) {
  const veil = useVeil();
  const { value, problem } = useAnswer(
    (node) => node.stakes.paths,
    { community: community.id, member: row.person.id },
    community.revision,
  );
  const name = personName(row.person);
  const through = (value?.paths ?? []).filter(({ steps }) => steps.length > 2);
  const listed = through.reduce((sum, { productPpm }) => sum + productPpm, 0);
  // the share also counts walks that stay with somebody for a while (R12): it is not the sum of the ways
  const rest = row.throughPpm - listed;
  return (
    <div className={text.stack}>
      {row.holdings.length > 0 && (
        <ul className={css.ways}>
          {row.holdings.map((holding) => (
            <li key={holding.cause.id}>
              {veil(formatPart(holding.units, issued))} directly, since round {holding.since}:{' '}
              <CauseLink cause={holding.cause} most={140} />{' '}
              <span className={text.mark}>
                <Moves {...holding} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {problem !== null && <Notice>{problem}</Notice>}
      {value === undefined && problem === null && <Skeleton lines={2} />}
      {through.length > 0 && (
        <ul className={css.ways} aria-label={`Ways to ${name} through others`}>
          {through.map((path) => (
            <li key={path.steps.map(({ person }) => person.id).join(' ')}>
              <StakeWay community={community.id} path={path} />
            </li>
          ))}
        </ul>
      )}
      {value !== undefined && rest >= 500 && (
        <p>
          {veil(
            `In all ${formatPpm(row.throughPpm)} comes through others: smaller and longer ways, and those that come round again, count too.`,
          )}
        </p>
      )}
      <p>
        <Link href={memberPath(community.id, row.person.id)}>
          More about <bdi>{name}</bdi>
        </Link>
      </p>
    </div>
  );
}
