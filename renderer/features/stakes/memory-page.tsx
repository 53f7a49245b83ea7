import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { RememberedView } from '../../../shared/api/stake-shape.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useVeil } from '../app/hide-amounts.ts';
import { roundPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { CauseLink } from './cause-link.tsx';
import { StakeFrame } from './stake-frame.tsx';
import css from './stakes.module.css';
import { useMemory } from './use-memory.ts';

/** All that was proposed, offered, given as a reason and found out, round by round. */
export function MemoryPage() {
  return (
    <StakeFrame
      part="memory"
      subline="What people here valued, and why they said they did, round by round."
    >
      {(community) => <Content community={community} />}
    </StakeFrame>
  );
}

function Content({ community }: { readonly community: CommunityView }) {
  const [search, setSearch] = useState('');
  const { entries, hasMore, problem, isReading, readOn } = useMemory(community, search.trim());
  return (
    <>
      <div role="search" aria-label="Memory">
        <SearchField label="Find a word or a person" value={search} onChange={setSearch} />
      </div>
      <Panel label="What is remembered">
        {problem !== null && <Notice>{problem}</Notice>}
        {entries === undefined ? (
          problem === null && <Skeleton lines={4} />
        ) : entries.length === 0 ? (
          <p className={css.dense} role="status">
            {search.trim() === '' ? 'Nothing has happened yet.' : 'Nothing holds these words.'}
          </p>
        ) : (
          <ul aria-label="What is remembered, the newest first">
            {entries.map((entry) => (
              <Entry key={`${entry.round} ${entry.index}`} entry={entry} />
            ))}
          </ul>
        )}
        {hasMore && (
          <div className={css.more}>
            <Button small onPress={readOn}>
              {isReading ? 'Reading…' : 'Show older'}
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

function Entry({ entry }: { readonly entry: RememberedView }) {
  const [veil, nowMs] = [useVeil(), useNow()];
  return (
    <li className={css.entry}>
      <p>{veil(entry.sentence)}</p>
      {entry.reason !== '' && (
        <p className={css.quote} dir="auto">
          {entry.reason}
        </p>
      )}
      {entry.cause !== null && (
        <p className={css.dense}>
          <CauseLink cause={entry.cause} most={160} />
        </p>
      )}
      <p className={css.when}>
        <Link href={roundPath(entry.round)} className={css.inText ?? ''}>
          Round {entry.round}
        </Link>
        , {formatWhen(entry.atMs, nowMs)}
      </p>
    </li>
  );
}
