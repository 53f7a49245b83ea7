import type { LoggedRunView, LogQuestionView } from '../../../shared/api/lending-contract.ts';
import { useListed } from '../../node/use-listed.ts';

export type LogOutcome = NonNullable<LogQuestionView['outcome']>;

const pages = {
  rowsOf: ({ runs }: { readonly runs: readonly LoggedRunView[] }) => runs,
  after: (last: LoggedRunView | null) => ({ before: last?.id ?? null, limit: 100 }),
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
