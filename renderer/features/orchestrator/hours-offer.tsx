import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ForeseenView } from '../../../shared/api/orchestrator-shape.ts';
import { formatHours } from '../../../shared/api/orchestrator-words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { NumberSetting } from '../../ui/number-setting.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { hoursOf, quantityOf, suggestedOffer } from './suggested.ts';
import { useMostOfDay } from './use-foreseen.ts';

interface HoursOfferProps {
  readonly community: CommunityView;
  readonly foreseen: ForeseenView;
  /** Whether how many is chosen, or taken as it is suggested. */
  readonly isChosen: boolean;
  readonly onDone: () => void;
}

/** What this person gives on the day ahead: offered by one press, changed, and taken back. */
export function HoursOffer({ community, foreseen, isChosen, onDone }: HoursOfferProps) {
  const { currency, mine, mineWaiting, day } = foreseen;
  const most = useMostOfDay()[currency];
  const stands = mineWaiting ?? mine?.quantity ?? 0n;
  const suggested = suggestedOffer(foreseen, most);
  const offer = useCall((node) => node.orchestrator.offer);
  const takeBack = useCall((node) => node.orchestrator.takeBack);
  const cannot = useCannotAct();
  const about = { community: community.id, currency, day };
  const isPending = offer.isPending || takeBack.isPending;
  const send = async (quantity: bigint) => {
    if (isPending) return;
    const answer = await offer.start({ ...about, quantity });
    if (answer.ok) onDone();
  };
  const withdraw = async () => {
    if (isPending) return;
    const answer = await takeBack.start(about);
    if (answer.ok) onDone();
  };
  const refusal = offer.refusal ?? takeBack.refusal;
  return (
    <>
      {refusal !== null && (
        <Notice kind="fault" title="It stays as it was." live>
          {refusal.detail}
        </Notice>
      )}
      {stands > 0n && <p className={text.words}>{ownWords(foreseen, stands)}</p>}
      {isChosen ? (
        <Chosen
          key={String(stands)}
          foreseen={foreseen}
          first={stands > 0n ? stands : (suggested ?? 1_000_000n)}
          cannot={cannot}
          onSend={(quantity) => void send(quantity)}
        />
      ) : (
        stands === 0n &&
        suggested !== null && (
          <div>
            <Button reason={cannot} onPress={() => void send(suggested)}>
              {`Offer ${formatHours(suggested, currency)}`}
            </Button>
          </div>
        )
      )}
      {stands > 0n && (
        <div>
          <Button small kind="quiet" reason={cannot} onPress={() => void withdraw()}>
            Take it back
          </Button>
        </div>
      )}
    </>
  );
}

/** What this person's own offer stands at, and what of it is certified and taken. */
function ownWords({ currency, mine, mineWaiting }: ForeseenView, stands: bigint): string {
  const offered = `You offer ${formatHours(stands, currency)}`;
  if (mineWaiting !== null) return `${offered}; it counts with the next certificate.`;
  const taken = mine?.taken ?? 0n;
  if (taken <= 0n) return `${offered}. None of it is needed so far.`;
  return taken >= stands
    ? `${offered}, and all of it is counted on.`
    : `${offered}, and ${formatHours(taken, currency)} of it are counted on.`;
}

function Chosen({
  foreseen: { currency },
  first,
  cannot,
  onSend,
}: {
  readonly foreseen: ForeseenView;
  readonly first: bigint;
  readonly cannot: string | null;
  readonly onSend: (quantity: bigint) => void;
}) {
  const [hours, setHours] = useState(hoursOf(first));
  const quantity = quantityOf(hours);
  return (
    <Actions>
      <NumberSetting
        label="Hours that you give"
        hideLabel
        value={hours}
        least={0.01}
        most={currency === 'cpu' ? 100_000 : 24}
        step={0.01}
        unit={currency === 'cpu' ? 'CPU-h' : 'man-h'}
        onChange={setHours}
      />
      <Button
        kind="primary"
        reason={cannot}
        onPress={() => {
          onSend(quantity);
        }}
      >
        {`Offer ${formatHours(quantity, currency)}`}
      </Button>
    </Actions>
  );
}
