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
import text from '../../ui/text.module.css';
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
  const nowMs = useNow();
  const list = useMemory(community, search.trim());
  const { rows: entries, page, problem } = list;
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
          <p className={text.dense} role="status">
            {search.trim() !== '' || page?.isCut
              ? 'Nothing holds these words.'
              : 'Nothing has happened yet.'}
          </p>
        ) : (
          <ul aria-label="What is remembered, the newest first">
            {entries.map((entry) => (
              <Entry key={`${entry.round} ${entry.index}`} entry={entry} nowMs={nowMs} />
            ))}
          </ul>
        )}
        {page?.next && (
          <div className={css.further}>
            {page.isCut && (
              <p className={text.dense} role="status">
                Searched back to round {page.next.round}. Older rounds were not searched yet.
              </p>
            )}
            <Button small onPress={list.readOn}>
              {list.isReading ? 'Reading…' : page.isCut ? 'Search further back' : 'Show older'}
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

function Entry({ entry, nowMs }: { readonly entry: RememberedView; readonly nowMs: number }) {
  const veil = useVeil();
  return (
    <li className={css.entry}>
      <p>{veil(entry.sentence)}</p>
      {entry.reason !== '' && (
        <p className={css.quote} dir="auto">
          {entry.reason}
        </p>
      )}
      {entry.cause !== null && (
        <p className={text.dense}>
          <CauseLink cause={entry.cause} most={160} />
        </p>
      )}
      <p className={css.when}>
        <Link href={roundPath(entry.round)} className={text.inText ?? ''}>
          Round {entry.round}
        </Link>
        , {formatWhen(entry.atMs, nowMs)}
      </p>
    </li>
  );
}
