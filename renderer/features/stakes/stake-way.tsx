import { Fragment } from 'react';
import { Link } from 'wouter';
import type { StakePathView } from '../../../shared/api/stake-shape.ts';
import { formatPpm } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { memberPath } from '../app/pages.ts';

/**
 * One way on which stake leads through others: `You → Ines 9.0% → Tomás 12.0% = 1.1%`, as `pathSentence` says it, where
 * each person leads to their page, so that the way can be followed from one to the next.
 */
export function StakeWay({
  community,
  path: { steps, productPpm },
}: {
  readonly community: string;
  readonly path: StakePathView;
}) {
  const veil = useVeil();
  const [, ...others] = steps;
  return (
    <>
      You
      {others.map(({ person, partPpm }) => (
        <Fragment key={person.id}>
          {' → '}
          <Link href={memberPath(community, person.id)} className={text.inText ?? ''}>
            <bdi>{personName(person)}</bdi>
          </Link>{' '}
          {veil(formatPpm(partPpm))}
        </Fragment>
      ))}
      {` = ${veil(formatPpm(productPpm))}`}
    </>
  );
}
