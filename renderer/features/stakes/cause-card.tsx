import { Link } from 'wouter';
import type { CauseTextInput, CauseView } from '../../../shared/api/cause-shape.ts';
import {
  aimSentence,
  causeStateWord,
  checkSentence,
  progressSentence,
} from '../../../shared/api/stake-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { causePath } from '../app/pages.ts';
import css from './cause-card.module.css';
import { Moves } from './direction.tsx';
import stakes from './stakes.module.css';

/** A cause among others: what it says first, then who says it and how one will see. */
export function CauseCard({ cause, nowMs }: { readonly cause: CauseView; readonly nowMs: number }) {
  return (
    <article className={css.card}>
      <h2 className={css.statement}>
        <Link href={causePath(cause.id)}>
          <bdi>{cause.statement}</bdi>
        </Link>
      </h2>
      <p className={css.who}>
        <bdi>{cause.isMine ? 'You' : personName(cause.issuer)}</bdi>, for{' '}
        <bdi>{cause.beneficiaries}</bdi>
      </p>
      <CauseAim cause={cause} nowMs={nowMs} />
      <Facts facts={standingOf(cause)} />
      <Tags tags={cause.tags} />
    </article>
  );
}

/** What is to be seen and how; as a card shows it, and as the preview of one that is being written. */
export function CauseAim({
  cause,
  nowMs,
}: {
  readonly cause: Pick<
    CauseTextInput,
    'metric' | 'unit' | 'comparator' | 'baseline' | 'target' | 'dueAtMs' | 'check' | 'attestors'
  >;
  readonly nowMs: number;
}) {
  return (
    <div className={css.aim}>
      <p>{aimSentence(cause, nowMs)}</p>
      <p className={css.check}>{checkSentence(cause)}</p>
    </div>
  );
}

/** How it stands: in a word, by how many it is held, and what has been seen. */
export function standingOf(cause: CauseView): readonly Fact[] {
  const progress = progressSentence(cause);
  const alike = cause.heldByMine === 0 ? '' : `, ${cause.heldByMine} of whom you hold`;
  return [
    ['Stands', causeStateWord(cause)],
    [
      'Held by',
      cause.holders === 0
        ? 'nobody else yet'
        : `${plural(cause.holders, 'person', 'people')}${alike}`,
    ],
    ...(cause.holders > 0 ? [['Direction', <Moves key="moves" {...cause} />] as const] : []),
    ...(progress === null ? [] : [['Seen', progress] as const]),
  ];
}

export function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul className={stakes.tags} aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag} className={stakes.tag}>
          {tag}
        </li>
      ))}
    </ul>
  );
}
