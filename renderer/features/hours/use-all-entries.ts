import { useState } from 'react';
import type { EntryView } from '../../../shared/api/contract.ts';
import { useCall } from '../../node/node-provider.tsx';

const pageSize = 1_000;
const pagesMax = 1_000;

/** Reads the whole statement, page by page, for a file. Null when the node refused a page. */
export function useAllEntries() {
  const { start, refusal } = useCall((node) => node.hours.entries);
  const [isReading, setIsReading] = useState(false);
  return {
    isReading,
    problem: refusal?.detail ?? null,
    async readAll(): Promise<readonly EntryView[] | null> {
      setIsReading(true);
      const entries: EntryView[] = [];
      let complete = false;
      for (let page = 0; page < pagesMax && !complete; page += 1) {
        const before = entries.at(-1)?.receipt ?? null;
        const answer = await start({ before, limit: pageSize });
        if (!answer.ok) break;
        entries.push(...answer.value.entries);
        complete = answer.value.entries.length < pageSize;
      }
      setIsReading(false);
      return complete ? entries : null;
    },
  };
}
