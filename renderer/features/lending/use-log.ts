import { useCallback, useEffect, useState } from 'react';
import type { LoggedRunView, LogQuestionView } from '../../../shared/api/lending-contract.ts';
import { useCall, useConnection } from '../../node/node-provider.tsx';

export type LogOutcome = NonNullable<LogQuestionView['outcome']>;

const pageLength = 100;

interface Held {
  readonly outcome: LogOutcome | null;
  readonly runs: readonly LoggedRunView[];
  readonly total: number;
  readonly isMore: boolean;
}

/** The log from its newest end, read again when `revision` changes, and older runs when they are asked for. */
export function useLog(outcome: LogOutcome | null, revision: unknown) {
  const { start, isPending, refusal } = useCall((node) => node.lending.log);
  const { state } = useConnection();
  const [held, setHeld] = useState<Held | null>(null);
  const read = useCallback(
    async (older: readonly LoggedRunView[]) => {
      const before = older.at(-1)?.id ?? null;
      const answer = await start({ person: null, outcome, before, limit: pageLength });
      if (!answer.ok) return;
      const { runs, total, isMore } = answer.value;
      setHeld({ outcome, runs: [...older, ...runs], total, isMore });
    },
    [outcome, start],
  );
  useEffect(() => {
    if (state === 'connected') void read([]);
  }, [read, revision, state]);
  const own = held?.outcome === outcome ? held : null;
  return {
    runs: own?.runs,
    total: own?.total,
    isMore: own?.isMore ?? false,
    isReading: isPending,
    problem: refusal?.detail ?? null,
    readOn: () => void read(own?.runs ?? []),
  };
}
