import { useCallback, useDeferredValue, useEffect, useState } from 'react';
import type { CauseView } from '../../../shared/api/cause-shape.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useCall, useConnection } from '../../node/node-provider.tsx';

interface Filter {
  readonly search: string;
  readonly tag: string | null;
  readonly state: 'live' | 'due' | 'over' | null;
  readonly issuer: string | null;
}

interface Held {
  readonly key: string;
  readonly causes: readonly CauseView[];
  readonly total: number;
}

const pageLength = 24;

/** The causes that fit, read page by page. What was read stays until the answer to another filter is there. */
export function useCauses({ id, revision }: CommunityView, filter: Filter) {
  const { start, isPending, refusal } = useCall((node) => node.causes.list);
  const { state } = useConnection();
  const key = useDeferredValue(JSON.stringify({ community: id, ...filter }));
  const [held, setHeld] = useState<Held | null>(null);
  const [tags, setTags] = useState<readonly { readonly tag: string; readonly causes: number }[]>(
    [],
  );
  const read = useCallback(
    async (after: string | null, isStale: () => boolean = () => false) => {
      const question = JSON.parse(key) as Filter & { readonly community: string };
      const answer = await start({ ...question, after, limit: pageLength });
      if (!answer.ok || isStale()) return;
      const { causes, total } = answer.value;
      setTags(answer.value.tags);
      setHeld((before) => ({
        key,
        total,
        causes: after === null || before?.key !== key ? causes : [...before.causes, ...causes],
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
    causes: held?.causes,
    total: held?.total ?? 0,
    tags,
    problem: refusal?.detail ?? null,
    isReading: isPending,
    readOn: () => void read(held?.causes.at(-1)?.id ?? null),
  };
}
