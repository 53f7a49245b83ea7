import { Link } from 'wouter';
import type { SliceAnswerView } from '../../../shared/api/slices-shape.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  formatWhen,
  shortKey,
} from '../../../shared/api/words.ts';
import { formatCount } from '../../../shared/api/work-words.ts';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { receiptPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { answererName, answerStateWords, purposeWords } from './slice-words.ts';

interface NumberedAnswer extends SliceAnswerView {
  readonly number: number;
}

/** Everybody who was asked for a slice, in order, with what they answered and what it cost. */
export function SliceAnswers({
  answers,
  delivered,
}: {
  readonly answers: readonly SliceAnswerView[];
  /** The hash of what was delivered. */
  readonly delivered: string | null;
}) {
  const now = useNow();
  return (
    <DataTable<NumberedAnswer>
      caption="Who ran the slice"
      rows={answers.map((answer, number) => ({ ...answer, number }))}
      rowKey={({ number }) => String(number)}
      columns={columnsAt(now, delivered)}
    />
  );
}

function columnsAt(now: number, delivered: string | null): readonly Column<NumberedAnswer>[] {
  return [
    {
      id: 'who',
      header: 'Who',
      grow: true,
      cell: (answer) => (
        <>
          <bdi>{answererName(answer)}</bdi>, {purposeWords(answer)}
          {answer.reason !== null && <div dir="auto">{answer.reason}</div>}
          {answer.state === 'running' && answer.progressMilli !== null && (
            <BulletBar
              label="Progress, as the program says"
              share={answer.progressMilli / 1_000}
              valueLabel={`${formatNumber(answer.progressMilli / 10)}%`}
            />
          )}
        </>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: (answer) =>
        answer.heldUntilMs !== null && answer.state === 'running'
          ? `Held until ${formatWhen(answer.heldUntilMs, now)}`
          : answerStateWords(answer),
    },
    {
      id: 'answer',
      header: 'Answer',
      leaveOut: 'small',
      cell: ({ resultHash }) =>
        resultHash === null ? (
          '–'
        ) : (
          <>
            <code>{shortKey(resultHash)}</code>
            {delivered !== null && resultHash !== delivered && ', another'}
          </>
        ),
    },
    {
      id: 'time',
      header: 'CPU time',
      end: true,
      leaveOut: 'narrow',
      cell: ({ cpuMicroseconds }) => (cpuMicroseconds > 0 ? formatCpuTime(cpuMicroseconds) : '–'),
    },
    {
      id: 'count',
      header: 'Counted',
      end: true,
      leaveOut: 'narrow',
      cell: ({ workCount }) => (workCount > 0 ? formatCount(workCount) : '–'),
    },
    {
      id: 'cost',
      header: 'Cost',
      end: true,
      cell: ({ cost, state, receipt }) => {
        if (cost === null) return '–';
        if (receipt !== null)
          return <Link href={receiptPath(receipt)}>{formatCpuHours(cost)}</Link>;
        return state === 'answered' ? `${formatCpuHours(cost)}, not paid yet` : 'nothing';
      },
    },
  ];
}
