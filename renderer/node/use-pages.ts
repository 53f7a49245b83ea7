import { useCallback, useEffect, useState } from 'react';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { NodeClient } from './connection.ts';
import { useCall, useConnection } from './node-provider.tsx';

interface Page<Row> {
  readonly epochs: readonly Row[];
  readonly oldest: number;
}

interface Question {
  readonly community: string;
  readonly currency: 'cpu' | 'man';
}

interface Held<Row> {
  readonly key: string;
  readonly rows: readonly Row[];
  /** Whether a page came back that was not full: there is nothing older. */
  readonly isWhole: boolean;
  /** The first height of which the node knows more than its certificate. */
  readonly oldest: number;
}

/**
 * A list of certificates that is read from its newest end: the first page again whenever `revision` changes, and
 * older ones when they are asked for. What was read stays, the newer answer for a height winning.
 */
export function usePages<Row extends { readonly height: number | null }, Name extends string>(
  select: (
    node: NodeClient,
  ) => (
    input: Question & { readonly before: number | null; readonly limit: number },
  ) => Promise<Result<Page<Row>, Refusal<Name>>>,
  question: Question | null,
  revision: unknown,
  limit: number,
) {
  const { start, isPending, refusal } = useCall(select);
  const { state } = useConnection();
  const key = JSON.stringify(question);
  const [held, setHeld] = useState<Held<Row> | null>(null);
  const own = held?.key === key ? held : null;
  const read = useCallback(
    async (before: number | null) => {
      const input = JSON.parse(key) as Question | null;
      if (input === null) return;
      const answer = await start({ ...input, before, limit });
      if (answer.ok) setHeld((present) => merged(present, key, answer.value, before, limit));
    },
    [key, limit, start],
  );
  useEffect(() => {
    if (state === 'connected') void read(null);
  }, [read, revision, state]);
  const lowest = own === null ? null : lowestOf(own.rows);
  return {
    rows: own?.rows,
    /** Whether older ones are known to the node. */
    hasMore: own !== null && !own.isWhole && lowest !== null && lowest > own.oldest,
    /** Whether the node knows everything from the beginning on, and has not begun with a snapshot. */
    isFromBeginning: own !== null && own.oldest <= 1,
    isReading: isPending,
    problem: refusal?.detail ?? null,
    readOn: () => void read(lowest),
  };
}

function merged<Row extends { readonly height: number | null }>(
  present: Held<Row> | null,
  key: string,
  page: Page<Row>,
  before: number | null,
  limit: number,
): Held<Row> {
  const old = present?.key === key ? present : null;
  const fresh = new Set(page.epochs.map(({ height }) => height));
  // the one that is not certified yet is only ever the newest answer's
  const kept =
    old?.rows.filter(({ height }) => !fresh.has(height) && (height !== null || before !== null)) ??
    [];
  const isShort = page.epochs.length < limit;
  const rows = [...page.epochs, ...kept].sort(newestFirst);
  return { key, rows, isWhole: (old?.isWhole ?? false) || isShort, oldest: page.oldest };
}

function newestFirst<Row extends { readonly height: number | null }>(a: Row, b: Row): number {
  return (b.height ?? Number.MAX_SAFE_INTEGER) - (a.height ?? Number.MAX_SAFE_INTEGER);
}

function lowestOf(rows: readonly { readonly height: number | null }[]): number | null {
  return rows.reduce<number | null>(
    (low, { height }) => (height === null ? low : Math.min(low ?? height, height)),
    null,
  );
}
