import { useEffect, useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { OfferTextInput } from '../../../shared/api/stake-shape.ts';
import { toWire } from '../../../shared/base/fields.ts';
import type { NodeClient } from '../../node/connection.ts';
import { useCall, useConnection } from '../../node/node-provider.tsx';

type Preview = Extract<
  Awaited<ReturnType<NodeClient['stakes']['preview']>>,
  { readonly ok: true }
>['value'];

const restMs = 150;

/** What an offer would do, asked again a moment after it was changed. The last answer stays until the next is there. */
export function useOfferPreview(
  { id, revision }: CommunityView,
  offer: OfferTextInput | null,
): { readonly preview: Preview | null; readonly isCurrent: boolean } {
  const { start } = useCall((node) => node.stakes.preview);
  const { state } = useConnection();
  const key = offer === null ? null : JSON.stringify(toWire(offer));
  const [held, setHeld] = useState<{ readonly key: string; readonly preview: Preview } | null>(
    null,
  );
  useEffect(() => {
    if (key === null || state !== 'connected') return;
    let isOver = false;
    const asked = setTimeout(() => {
      const { quantity, ...plain } = JSON.parse(key) as Omit<OfferTextInput, 'quantity'> & {
        readonly quantity: string;
      };
      void start({ community: id, ...plain, quantity: BigInt(quantity) }).then((answer) => {
        if (answer.ok && !isOver) setHeld({ key, preview: answer.value });
      });
    }, restMs);
    return () => {
      isOver = true;
      clearTimeout(asked);
    };
  }, [key, id, revision, state, start]);
  return {
    preview: key === null ? null : (held?.preview ?? null),
    isCurrent: key !== null && held?.key === key,
  };
}
