import { Plus } from 'lucide-react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { plural } from '../../../shared/api/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { newCausePath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { CauseCard } from './cause-card.tsx';
import { StakeFrame } from './stake-frame.tsx';
import css from './stakes.module.css';
import { useCauseFilters } from './use-cause-filters.tsx';
import { useCauses } from './use-causes.ts';

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
  const { filter, bar, tag, setTag, isNarrowed } = useCauseFilters();
  const nowMs = useNow();
  const list = useCauses(community, filter);
  const { rows: causes, page, problem } = list;
  const total = page?.total ?? 0;
  return (
    <>
      {bar}
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
