import { useEffect, useState } from 'react';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { NodeClient } from './connection.ts';
import { useCall, useConnection } from './node-provider.tsx';

/** What a question to the node was answered with, kept until the answer to the same question is newer. */
export interface Answer<Output> {
  readonly value: Output | undefined;
  /** Why there is no newer one, in a sentence. */
  readonly problem: string | null;
  readonly isReading: boolean;
}

/**
 * Asks as soon as it is there, again whenever `revision` or the question changes, and after the link came back.
 * Null asks nothing. The question must be plain values: it is compared by its JSON.
 */
export function useAnswer<Input, Output, Name extends string>(
  select: (node: NodeClient) => (input: Input) => Promise<Result<Output, Refusal<Name>>>,
  question: Input | null,
  revision: unknown = 0,
): Answer<Output> {
  const { start, isPending, refusal } = useCall<[Input], Output, Name>(select);
  const { state } = useConnection();
  const key = JSON.stringify(question);
  const [held, setHeld] = useState<{ readonly key: string; readonly value: Output } | null>(null);
  useEffect(() => {
    const input = JSON.parse(key) as Input | null;
    if (input === null || state !== 'connected') return;
    let isStale = false;
    void start(input).then((answer) => {
      if (answer.ok && !isStale) setHeld({ key, value: answer.value });
    });
    return () => {
      isStale = true;
    };
  }, [key, revision, state, start]);
  return {
    value: held?.key === key ? held.value : undefined,
    problem: refusal?.detail ?? null,
    isReading: isPending,
  };
}
