import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useCall } from '../../node/node-provider.tsx';
import text from '../../ui/text.module.css';
import { causePath, causesPath } from '../app/pages.ts';
import { useStatus } from '../app/views.ts';
import { Asked } from '../app/asked.tsx';
import { CauseAim, Tags } from './cause-card.tsx';
import card from './cause-card.module.css';
import { causeLacks, causeTextOf, draftOf, emptyDraft, type CauseDraft } from './cause-draft.ts';
import { DraftForm } from '../app/draft-form.tsx';
import { CauseFields } from './cause-fields.tsx';
import { StakeFrame } from './stake-frame.tsx';
import { useCause } from './use-cause.ts';

/** What one sets out to do, in words and a number that one can be held to. */
export function NewCausePage() {
  return (
    <StakeFrame
      part="causes"
      title="Write a cause"
      back={{ href: causesPath, label: 'Causes' }}
      subline="Say what you set out to bring about. Who finds it worth while gives up part of themselves for stake in you."
    >
      {(community) => <CauseForm key={community.id} community={community} first={emptyDraft} />}
    </StakeFrame>
  );
}

/** The words of a cause again, for another one that stands in its place. */
export function CauseAnewPage({ cause }: { readonly cause: string }) {
  return (
    <StakeFrame
      part="causes"
      title="Write it anew"
      back={{ href: causePath(cause), label: 'The cause' }}
      subline="An edit is a new cause. Stake already given keeps the old words."
    >
      {(community) => <Anew community={community} id={cause} />}
    </StakeFrame>
  );
}

function Anew({ community, id }: { readonly community: CommunityView; readonly id: string }) {
  return (
    <Asked answer={useCause(community.id, id)} label="The cause">
      {(cause) => (
        <CauseForm
          key={community.id}
          community={community}
          replaces={id}
          first={(nowMs) => draftOf(cause, nowMs)}
        />
      )}
    </Asked>
  );
}

function CauseForm({
  community,
  replaces = '',
  first,
}: {
  readonly community: CommunityView;
  readonly replaces?: string;
  readonly first: (nowMs: number) => CauseDraft;
}) {
  const { start, isPending, refusal } = useCall((node) => node.causes.make);
  return (
    <DraftForm
      label="The cause"
      name={`cause ${community.id} ${replaces}`}
      first={first}
      lacksOf={causeLacks}
      fields={(draft, set) => <CauseFields draft={draft} set={set} />}
      preview={(draft, nowMs) => <Preview draft={draft} nowMs={nowMs} />}
      button={{ label: 'Write it to the record', pendingLabel: 'Writing…' }}
      isPending={isPending}
      refusedTitle="The cause was not written."
      refusal={refusal}
      send={async (draft) => {
        const answer = await start({ community: community.id, ...causeTextOf(draft) });
        return answer.ok ? causePath(answer.value.cause) : null;
      }}
    />
  );
}

/** The card as others will see it. */
function Preview({ draft, nowMs }: { readonly draft: CauseDraft; readonly nowMs: number }) {
  const status = useStatus();
  const cause = causeTextOf(draft);
  const left = (text: string, otherwise: string) => (text === '' ? otherwise : text);
  return (
    <>
      <p className={text.dense}>As others will see it:</p>
      <article className={card.card} aria-label="Preview">
        <h2 className={card.statement} dir="auto">
          {left(cause.statement, 'What you set out to do')}
        </h2>
        <p className={card.who}>
          <bdi>{status?.me.name ?? 'You'}</bdi>, for{' '}
          <bdi>{left(cause.beneficiaries, 'whom it benefits')}</bdi>
        </p>
        <CauseAim
          nowMs={nowMs}
          cause={{
            ...cause,
            metric: left(cause.metric, 'What is measured'),
            unit: left(cause.unit, 'units'),
          }}
        />
        <Tags tags={cause.tags} />
      </article>
      <p className={text.dense}>
        It stays on the record as it is written here, with what becomes of it. Everybody in the
        community can read it.
      </p>
    </>
  );
}
