import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { useNow } from '../app/use-now.ts';
import { useLending } from '../app/views.ts';

/** What a community foresees, asked anew with the record, with each epoch and whenever `again` is called. */
export function useForeseen(community: CommunityView | null) {
  const [times, setTimes] = useState(0);
  const now = useNow();
  const epoch =
    community === null ? 0 : Math.floor((now - community.startsAtMs) / community.epochMs);
  const answer = useAnswer(
    (node) => node.orchestrator.forecast,
    community && { community: community.id },
    `${community?.revision ?? 0} ${epoch} ${times}`,
  );
  return {
    ...answer,
    again: () => {
      setTimes((before) => before + 1);
    },
  };
}

/** What one person works in a day at most, for what is suggested. */
const workDay = 8_000_000n;

/** What this person can give on a day, by currency, in millionths of an hour: a working day; all cores, all day. */
export function useMostOfDay(): Readonly<Record<'cpu' | 'man', bigint>> {
  const cores = useLending()?.cores.of ?? 1;
  return { cpu: BigInt(cores) * 24_000_000n, man: workDay };
}
