import { useEffect, useRef, useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { MarketNowView } from '../../../shared/api/stake-shape.ts';
import { phaseSentence } from '../../../shared/api/stake-words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Notice } from '../../ui/notice.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useKeptDraft } from '../app/use-kept-draft.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { DraftKept } from '../app/draft-kept.tsx';
import { causeWant, firstOffer, heldOffer, withWant, type OfferDraft } from './offer-draft.ts';
import { GivePart, TermsPart, type ComposeProps } from './offer-form.tsx';
import { OfferPreview } from './offer-preview.tsx';
import { OwnOffers } from './own-offers.tsx';
import { StakeFrame } from './stake-frame.tsx';
import { useCause } from './use-cause.ts';
import { useMarketNow } from './use-market-now.ts';
import { WantsPart } from './wants-part.tsx';

/** Giving part of oneself to the network for stake in others, and what became of such offers. */
export function OffersPage({ cause }: { readonly cause?: string }) {
  return (
    <StakeFrame part="offers">
      {(community) => <Content community={community} cause={cause ?? null} />}
    </StakeFrame>
  );
}

function Content({
  community,
  cause,
}: {
  readonly community: CommunityView;
  readonly cause: string | null;
}) {
  const question = { community: community.id };
  const now = useMarketNow(community);
  const mine = useAnswer((node) => node.stakes.mine, question, community.revision);
  const [placed, setPlaced] = useState(0);
  return (
    <Asked answer={now} label="Offers">
      {(market) => (
        <Asked answer={mine} label="Offers">
          {(held) => (
            <>
              {placed > 0 && <Placed key={placed} market={market} />}
              {market.isMember ? (
                <Compose
                  key={`${community.id} ${placed}`}
                  community={community}
                  market={market}
                  mine={held}
                  cause={placed === 0 ? cause : null}
                  onPlaced={() => {
                    setPlaced(placed + 1);
                  }}
                />
              ) : (
                <Notice>
                  You can make offers as soon as a certificate says that you are a member.
                </Notice>
              )}
              <OwnOffers community={community} again={placed} issued={market.issued} />
            </>
          )}
        </Asked>
      )}
    </Asked>
  );
}

/** Takes the focus: the form that had it begins anew. */
function Placed({ market }: { readonly market: MarketNowView }) {
  const now = useNow();
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    notice.current?.focus();
  }, []);
  return (
    <div ref={notice} role="status" tabIndex={-1}>
      <Notice title="Your offer is placed.">
        {`You can take it back until its round closes. ${phaseSentence(market, now)}`}
      </Notice>
    </div>
  );
}

const beginOffer = () => firstOffer;

function Compose({
  community,
  market,
  mine,
  cause,
  onPlaced,
}: ComposeProps & { readonly cause: string | null; readonly onPlaced: () => void }) {
  const { draft: written, setDraft, ...kept } = useKeptDraft(`offer ${community.id}`, beginOffer);
  const draft = heldOffer(written, mine.held);
  useCauseOf(community, kept.isRead ? cause : null, setDraft);
  return (
    <Columns weights="wide-first">
      <Stack>
        <Panel title="What you give">
          <GivePart draft={draft} market={market} mine={mine} onChange={setDraft} />
        </Panel>
        <Panel title="For stake in">
          <WantsPart draft={draft} community={community} onChange={setDraft} />
        </Panel>
        <Panel title="Why, and for how long">
          <div className={text.stack}>
            <TermsPart draft={draft} onChange={setDraft} />
          </div>
        </Panel>
      </Stack>
      <div className={text.aside}>
        <OfferPreview
          community={community}
          market={market}
          mine={mine}
          draft={draft}
          onPlaced={() => {
            void kept.forget().then(onPlaced);
          }}
        />
        <DraftKept
          keptAtMs={kept.keptAtMs}
          onStartOver={
            draft === firstOffer
              ? null
              : () => {
                  setDraft(firstOffer);
                }
          }
        />
      </div>
    </Columns>
  );
}

/** Puts the cause that an address names into the offer, once. */
function useCauseOf(
  community: CommunityView,
  cause: string | null,
  change: (change: (draft: OfferDraft) => OfferDraft) => void,
): void {
  const { value } = useCause(community.id, cause);
  useEffect(() => {
    if (value === undefined) return;
    const { id, statement, issuer } = value;
    change((draft) => ({
      ...draft,
      wants: withWant(draft.wants, causeWant({ id, statement, issuer })),
    }));
  }, [value, change]);
}
