import { useCallback, useDeferredValue, useEffect, useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { RememberedView } from '../../../shared/api/stake-shape.ts';
import { useCall, useConnection } from '../../node/node-provider.tsx';

interface Held {
  readonly key: string;
  readonly entries: readonly RememberedView[];
  readonly hasMore: boolean;
}

const pageLength = 50;

/** What is remembered and holds these words, read page by page. What was read stays until another search is answered. */
export function useMemory({ id, revision }: CommunityView, search: string) {
  const { start, isPending, refusal } = useCall((node) => node.stakes.memory);
  const { state } = useConnection();
  const key = useDeferredValue(JSON.stringify({ community: id, search }));
  const [held, setHeld] = useState<Held | null>(null);
  const read = useCallback(
    async (after: RememberedView | null, isStale: () => boolean = () => false) => {
      const question = JSON.parse(key) as { readonly community: string; readonly search: string };
      const before = after === null ? null : { round: after.round, index: after.index };
      const answer = await start({ ...question, before, limit: pageLength });
      if (!answer.ok || isStale()) return;
      const { entries } = answer.value;
      const hasMore = entries.length === pageLength;
      setHeld((present) => ({
        ...{ key, hasMore },
        entries:
          after === null || present?.key !== key ? entries : [...present.entries, ...entries],
      }));
    },
    [key, start],
  );
  useEffect(() => {
    if (state !== 'connected') return;
    let isOver = false;
    void read(null, () => isOver);
    return () => {
      isOver = true;
    };
  }, [read, revision, state]);
  return {
    entries: held?.entries,
    hasMore: held?.hasMore ?? false,
    problem: refusal?.detail ?? null,
    isReading: isPending,
    readOn: () => void read(held?.entries.at(-1) ?? null),
  };
}
