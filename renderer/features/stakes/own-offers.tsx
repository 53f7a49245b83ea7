import { useRef } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { OfferView } from '../../../shared/api/stake-shape.ts';
import { formatPart, formatPpm } from '../../../shared/api/stake-words.ts';
import { formatWhen, nameList, personName } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { CauseLink } from './cause-link.tsx';
import css from './stakes.module.css';

/** One's own offers, the newest first, with what became of each. */
export function OwnOffers({
  community,
  again,
  issued,
}: {
  readonly community: CommunityView;
  /** Read anew when this changes. */
  readonly again: number;
  readonly issued: bigint;
}) {
  const nowMs = useNow();
  const withdrawing = useCall((node) => node.stakes.withdraw);
  const answer = useAnswer(
    (node) => node.stakes.offers,
    { community: community.id },
    `${community.revision} ${again} ${withdrawing.isPending ? 'asked' : ''}`,
  );
  return (
    <Asked answer={answer} label="Your offers">
      {({ offers }) => (
        <Panel title="Your offers">
          {withdrawing.refusal !== null && (
            <Notice kind="fault" title="The offer was not taken back." live>
              {withdrawing.refusal.detail}
            </Notice>
          )}
          {offers.length === 0 ? (
            <p className={text.dense}>You have made none yet.</p>
          ) : (
            <ul>
              {offers.map((offer) => (
                <OfferRow
                  key={offer.id}
                  offer={offer}
                  issued={issued}
                  nowMs={nowMs}
                  onWithdraw={() => {
                    void withdrawing.start({ community: community.id, offer: offer.id });
                  }}
                />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </Asked>
  );
}

function OfferRow({
  offer,
  issued,
  nowMs,
  onWithdraw,
}: {
  readonly offer: OfferView;
  readonly issued: bigint;
  readonly nowMs: number;
  readonly onWithdraw: () => void;
}) {
  const [veil, cannot] = [useVeil(), useCannotAct()];
  const row = useRef<HTMLLIElement>(null);
  return (
    <li ref={row} className={css.entry} tabIndex={-1}>
      <div className={css.line}>
        <p>
          <b>{veil(offerTitle(offer, issued))}</b>
        </p>
        {offer.isWithdrawable && (
          <Button
            small
            reason={cannot}
            label={`Take it back: ${veil(offerTitle(offer, issued))}`}
            onPress={() => {
              // the button goes away: its row keeps the place of the reading
              row.current?.focus();
              onWithdraw();
            }}
          >
            Take it back
          </Button>
        )}
      </div>
      <p className={text.dense}>{veil(offer.sentence)}</p>
      {offer.wants.length > 0 && (
        <ul className={css.ways}>
          {offer.wants.map(({ person, cause, tag, weightPpm }, index) => (
            <li key={index} className={text.dense}>
              {formatPpm(weightPpm)}{' '}
              {person === null ? `for ${tag ?? ''}` : <bdi>{personName(person)}</bdi>}
              {cause !== null && (
                <>
                  {': '}
                  <CauseLink cause={cause} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {offer.reason !== '' && (
        <p className={css.quote} dir="auto">
          {offer.reason}
        </p>
      )}
      <p className={css.when}>
        {formatWhen(offer.placedAtMs, nowMs)}
        {offer.state === 'open' && `, waited in ${offer.waited} of ${offer.rounds} rounds`}
      </p>
    </li>
  );
}

/** `5.0% of yourself for stake in Ines and Tomás: open` */
export function offerTitle(offer: OfferView, issued: bigint): string {
  const what = formatPart(offer.quantity, issued);
  const whose =
    offer.give === null ? `${what} of yourself` : `${what} of ${personName(offer.give.person)}`;
  const people = offer.wants.flatMap(({ person }) => (person === null ? [] : [person]));
  const tags = offer.wants.flatMap(({ tag }) => (tag === null ? [] : [`“${tag}”`]));
  const names = people.length === 0 ? [] : [nameList(people)];
  const wanted = offer.wants.length === 0 ? ['yourself'] : [...names, ...tags];
  return `${whose} for stake in ${wanted.join(', ')}: ${offer.state}`;
}
