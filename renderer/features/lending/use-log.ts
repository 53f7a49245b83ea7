import type { LoggedRunView, LogQuestionView } from '../../../shared/api/lending-contract.ts';
import { logPageMax } from '../../../shared/api/lending-terms-shape.ts';
import { useListed } from '../../node/use-listed.ts';

export type LogOutcome = NonNullable<LogQuestionView['outcome']>;

interface Page {
  readonly runs: readonly LoggedRunView[];
}

const pages = {
  rowsOf: ({ runs }: Page) => runs,
  after: (page: Page | null) => ({ before: page?.runs.at(-1)?.id ?? null }),
  ...{ length: 100, most: logPageMax },
};

/** The log from its newest end. Runs that ended otherwise are not shown while these are read. */
export function useLog(outcome: LogOutcome | null, revision: unknown) {
  const question = { person: null, outcome };
  const list = useListed((node) => node.lending.log, pages, question, revision);
  const page = list.isCurrent ? list.page : undefined;
  return {
    ...list,
    runs: page && list.rows,
    total: page?.total,
    isMore: page?.isMore ?? false,
  };
}
