import { useId, useState } from 'react';
import type { JobView } from '../../../shared/api/contract.ts';
import { sliceWords } from '../../../shared/api/slices-shape.ts';
import type { SliceView, SliceWord } from '../../../shared/api/slices-shape.ts';
import { formatNumber, nameList } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './job-result.module.css';
import { sliceColumn } from './slice-column.tsx';
import { SliceShape } from './slice-shape.tsx';
import { sliceWordText } from './slice-words.ts';

const pageSize = 50;

interface SliceTableProps {
  readonly job: JobView;
  readonly revision: unknown;
  readonly onOpen: (slice: number) => void;
}

/** The same slices as a table, page by page, of one state if one is chosen. */
export function SliceTable({ job, revision, onOpen }: SliceTableProps) {
  const [state, setState] = useState<SliceWord | 'all'>('all');
  /** Where each page before this one began. */
  const [starts, setStarts] = useState<readonly number[]>([0]);
  const from = starts.at(-1) ?? 0;
  const question = {
    job: job.id,
    from,
    limit: pageSize,
    state: state === 'all' ? null : state,
  };
  const slices = useAnswer((node) => node.jobs.slices, question, revision).value?.slices;
  const last = slices?.at(-1)?.index ?? from;
  const hasMore = slices?.length === pageSize && last + 1 < job.slices.total;
  return (
    <div className={css.form}>
      <Choice<SliceWord | 'all'>
        label="Which slices"
        hideLabel
        value={state}
        onChange={(next) => {
          setState(next);
          setStarts([0]);
        }}
        options={[
          { id: 'all', label: 'All' },
          ...sliceWords
            .filter((word) => word === state || job.slices[word] > 0)
            .map((word) => ({ id: word, label: sliceWordText(word) })),
        ]}
      />
      {slices === undefined ? (
        <Skeleton lines={4} />
      ) : slices.length === 0 ? (
        <Empty>No slice is in this state now.</Empty>
      ) : (
        <div className={css.list} tabIndex={0} role="region" aria-label="Slices as a table">
          <DataTable<SliceView>
            caption="Slices of the job"
            rows={slices}
            rowKey={({ index }) => String(index)}
            columns={columnsFor(onOpen)}
          />
        </div>
      )}
      <Pages
        from={from}
        total={job.slices.total}
        onBefore={
          starts.length > 1
            ? () => {
                setStarts(starts.slice(0, -1));
              }
            : null
        }
        onAfter={
          hasMore
            ? () => {
                setStarts([...starts, last + 1]);
              }
            : null
        }
      />
    </div>
  );
}

/** Where one is among the slices, and the ways on; nothing where one page holds all. */
function Pages({
  from,
  total,
  onBefore,
  onAfter,
}: {
  readonly from: number;
  readonly total: number;
  readonly onBefore: (() => void) | null;
  readonly onAfter: (() => void) | null;
}) {
  const id = useId();
  if (onBefore === null && onAfter === null) return null;
  return (
    <div className={css.pages}>
      <Button
        small
        reasonBy={onBefore === null ? id : null}
        {...(onBefore !== null && { onPress: onBefore })}
      >
        Before
      </Button>
      <span id={id}>
        From {formatNumber(from + 1)} of {formatNumber(total)}
      </span>
      <Button
        small
        reasonBy={onAfter === null ? id : null}
        {...(onAfter !== null && { onPress: onAfter })}
      >
        After
      </Button>
    </div>
  );
}

function columnsFor(onOpen: (slice: number) => void): readonly Column<SliceView>[] {
  return [
    sliceColumn(onOpen),
    {
      id: 'state',
      header: 'State',
      cell: ({ state }) => (
        <span className={css.inRow}>
          <SliceShape word={state} size={12} />
          {sliceWordText(state)}
        </span>
      ),
    },
    {
      id: 'who',
      header: 'With',
      leaveOut: 'small',
      cell: ({ answers }) => {
        const people = answers.flatMap(({ person }) => (person === null ? [] : [person]));
        return people.length === 0 ? '–' : <bdi>{nameList(people)}</bdi>;
      },
    },
    {
      id: 'sentence',
      header: 'What is known',
      grow: true,
      leaveOut: 'narrow',
      cell: ({ sentence }) => <span dir="auto">{sentence}</span>,
    },
  ];
}
