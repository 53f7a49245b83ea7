import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { plural } from '../../../shared/api/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { newCausePath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { useStatus } from '../app/views.ts';
import { CauseCard } from './cause-card.tsx';
import { StakeFrame } from './stake-frame.tsx';
import css from './stakes.module.css';
import { useCauses } from './use-causes.ts';

type Which = 'live' | 'due' | 'over' | 'mine';

/** What people set out to bring about. */
export function CausesPage() {
  return (
    <StakeFrame
      part="causes"
      subline="What people here set out to bring about, and how one will see that it happened."
      actions={
        <ButtonLink href={newCausePath} kind="primary" icon={<Plus />}>
          Write a cause
        </ButtonLink>
      }
    >
      {(community) => <Content community={community} />}
    </StakeFrame>
  );
}

function Content({ community }: { readonly community: CommunityView }) {
  const [search, setSearch] = useState('');
  const [which, setWhich] = useState<Which>('live');
  const [tag, setTag] = useState<string | null>(null);
  const status = useStatus();
  const nowMs = useNow();
  const list = useCauses(community, {
    search: search.trim(),
    tag,
    state: which === 'mine' ? null : which,
    issuer: which === 'mine' ? (status?.me.id ?? null) : null,
  });
  const { rows: causes, page, problem } = list;
  const total = page?.total ?? 0;
  const isNarrowed = search.trim() !== '' || tag !== null || which !== 'live';
  return (
    <>
      <div className={css.line} role="search" aria-label="Causes">
        <SearchField label="Find a cause" value={search} onChange={setSearch} />
        <Choice<Which>
          label="Which causes"
          hideLabel
          value={which}
          options={[
            { id: 'live', label: 'Under way' },
            { id: 'due', label: 'Due' },
            { id: 'over', label: 'Over' },
            { id: 'mine', label: 'Yours' },
          ]}
          onChange={setWhich}
        />
      </div>
      <TagFilter tags={page?.tags ?? []} chosen={tag} onChoose={setTag} />
      {problem !== null && <Notice>{problem}</Notice>}
      {causes === undefined && problem === null && (
        <Panel label="Causes">
          <Skeleton lines={4} />
        </Panel>
      )}
      {causes?.length === 0 && (
        <Panel label="No causes">
          <Empty action={<ButtonLink href={newCausePath}>Write a cause</ButtonLink>}>
            {isNarrowed
              ? 'There is no such cause.'
              : 'Nobody here has written what they set out to do yet.'}
          </Empty>
        </Panel>
      )}
      {causes !== undefined && causes.length > 0 && (
        <>
          <p className={text.dense} role="status">
            {plural(total, 'cause')}
            {total > causes.length ? `, ${causes.length} of them below` : ''}
          </p>
          <div className={css.cards}>
            {causes.map((cause) => (
              <CauseCard key={cause.id} cause={cause} nowMs={nowMs} />
            ))}
          </div>
          {total > causes.length && (
            <div>
              <Button onPress={list.readOn}>{list.isReading ? 'Reading…' : 'Show more'}</Button>
            </div>
          )}
        </>
      )}
    </>
  );
}

const tagsMost = 12;

/** The tags that are used most; one of them at a time narrows the list. */
function TagFilter({
  tags,
  chosen,
  onChoose,
}: {
  readonly tags: readonly { readonly tag: string; readonly causes: number }[];
  readonly chosen: string | null;
  readonly onChoose: (tag: string | null) => void;
}) {
  if (tags.length === 0) return null;
  return (
    <div className={css.tags} role="group" aria-label="Tags">
      {tags.slice(0, tagsMost).map(({ tag, causes }) => (
        <button
          key={tag}
          type="button"
          className={css.tag}
          aria-pressed={tag === chosen}
          onClick={() => {
            onChoose(tag === chosen ? null : tag);
          }}
        >
          {tag} {causes}
        </button>
      ))}
    </div>
  );
}
