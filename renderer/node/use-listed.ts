import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { NodeClient } from './connection.ts';
import { useCall, useConnection } from './node-provider.tsx';

/** How a list is cut into pages. */
export interface Paging<Cursor, Page, Row> {
  readonly rowsOf: (page: Page) => readonly Row[];
  /** What is asked for the page behind this one; null is the first. */
  readonly after: (page: Page | null) => Cursor;
  /** Rows of a page, and how many the node gives at once. */
  readonly length: number;
  readonly most: number;
}

type Asked<Question, Cursor> = Question & Cursor & { readonly limit: number };

interface Held<Page, Row> {
  readonly key: string;
  readonly rows: readonly Row[];
  /** The last page that came. */
  readonly page: Page;
}

/**
 * A list that is read page by page: what is in sight again whenever `revision` changes, and what comes behind it when
 * that is asked for. What was read stays until another question is answered. The question must be plain values: it is
 * compared by its JSON. `paging` is the same object each time.
 */
export function useListed<Question, Cursor, Page, Row, Name extends string>(
  select: (
    node: NodeClient,
  ) => (input: Asked<Question, Cursor>) => Promise<Result<Page, Refusal<Name>>>,
  paging: Paging<Cursor, Page, Row>,
  question: Question,
  revision: unknown,
) {
  const { start, isPending, refusal } = useCall(select);
  const { state } = useConnection();
  const present = JSON.stringify(question);
  const key = useDeferredValue(present);
  const [held, setHeld] = useState<Held<Page, Row> | null>(null);
  const latest = useRef(held);
  useEffect(() => {
    latest.current = held;
  }, [held]);
  const read = useCallback(
    async (last: Page | null, isStale: () => boolean = () => false) => {
      const inSight = latest.current?.key === key ? latest.current.rows.length : 0;
      const limit =
        last === null ? Math.min(paging.most, Math.max(paging.length, inSight)) : paging.length;
      const question = JSON.parse(key) as Question;
      const answer = await start({ ...question, ...paging.after(last), limit });
      if (!answer.ok || isStale()) return;
      const page = answer.value;
      const rows = paging.rowsOf(page);
      setHeld((before) => {
        if (last === null) return { key, page, rows };
        // asked for twice, or behind a list that was read anew since: it is there, or follows something else
        return before?.page === last ? { key, page, rows: [...before.rows, ...rows] } : before;
      });
    },
    [key, paging, start],
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
    rows: held?.rows,
    page: held?.page,
    /** Whether the rows answer this question, and not the one before it. */
    isCurrent: held?.key === present,
    problem: refusal?.detail ?? null,
    isReading: isPending,
    readOn: () => void read(held?.page ?? null),
  };
}
