import type { ReactNode } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { RoundDetailView } from '../../../shared/api/stake-shape.ts';
import { formatPart } from '../../../shared/api/stake-words.ts';
import { formatWhen, plural } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Fold } from '../../ui/fold.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { roundsPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { offerTitle } from './own-offers.tsx';
import { RoundCheck } from './round-check.tsx';
import { RoundMoved } from './round-moved.tsx';
import { RoundRings } from './round-rings.tsx';
import { StakeFrame } from './stake-frame.tsx';
import css from './stakes.module.css';

/** What a round did, in four steps: a sentence, what moved, how it was worked out, and its check. */
export function RoundPage({ round }: { readonly round: string }) {
  const number = /^\d{1,9}$/.test(round) ? Number(round) : null;
  return (
    <StakeFrame
      part="rounds"
      title={number === null ? 'A round' : `Round ${number}`}
      back={{ href: roundsPath, label: 'Rounds' }}
    >
      {(community) =>
        number === null ? (
          <Notice>The address names no round.</Notice>
        ) : (
          <Found community={community} round={number} />
        )
      }
    </StakeFrame>
  );
}

function Found({
  community,
  round,
}: {
  readonly community: CommunityView;
  readonly round: number;
}) {
  // what a round did never changes: it is asked for once
  const answer = useAnswer((node) => node.stakes.round, { community: community.id, round });
  return (
    <Asked answer={answer} label="The round">
      {(value) => (
        <>
          <Result round={value} />
          <Level title="What moved">
            <RoundMoved round={value} />
          </Level>
          <Level title="How it was worked out">
            <RoundRings round={value} />
          </Level>
          <Level title="Check it">
            <RoundCheck community={community} round={value} />
          </Level>
        </>
      )}
    </Asked>
  );
}

/** One step further into the round, for whoever asks. */
function Level({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Panel label={title}>
      <Fold summary={title}>{children}</Fold>
    </Panel>
  );
}

function Result({ round }: { readonly round: RoundDetailView }) {
  const [veil, nowMs] = [useVeil(), useNow()];
  const part = (units: bigint) => formatPart(units, round.issued);
  return (
    <Panel label="What came of it">
      <div className={text.stack}>
        <p className={css.said}>{veil(round.sentence)}</p>
        <p className={text.dense}>
          Closed {formatWhen(round.closedAtMs, nowMs)}. {plural(round.offers, 'offer')} took part,{' '}
          {round.matchedOffers} of them matched in full or in part.
        </p>
        {round.offersOfMine.length > 0 && (
          <ul aria-label="Your offers in this round">
            {round.offersOfMine.map(({ offer, admitted, got, why }) => (
              <li key={offer.id} className={css.entry}>
                <p>
                  <b>{veil(offerTitle(offer, round.issued))}</b>
                </p>
                <p className={text.dense}>
                  {veil(
                    `${part(admitted)} took part, ${got === 0n ? 'nothing' : part(got)} was matched.`,
                  )}
                  {why !== null && ` ${veil(why.sentence)}`}
                </p>
                {why !== null && <p className={text.dense}>{veil(why.nextStep)}</p>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
