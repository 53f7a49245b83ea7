import { useState } from 'react';
import type {
  AccountEpochView,
  AccountLineView,
  CommunityView,
} from '../../../shared/api/community-contract.ts';
import { formatAccount, formatCpuAmount } from '../../../shared/api/amounts.ts';
import {
  directionWords,
  lineName,
  settlementSentences,
  unitOf,
  type CurrencyWord,
} from '../../../shared/api/account-words.ts';
import { formatNumber, formatWhen, personName } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { unbroken } from '../../ui/unbroken.ts';
import { useNow } from '../app/use-now.ts';
import css from './community-hours.module.css';
import { LineReceipts } from './line-receipts.tsx';
import { Sign, Sum, Term } from './sum.tsx';

interface AccountWhyProps {
  readonly community: CommunityView;
  readonly currency: CurrencyWord;
  readonly row: AccountEpochView;
}

/** Why a line of the statement is there: its sum, by which rules it was settled, and the hours behind it. */
export function AccountWhy({ community, currency, row }: AccountWhyProps) {
  const words = directionWords(currency);
  const shown = formatAccount(row);
  return (
    <div className={text.stack}>
      <Sum label="Opening plus in minus out is closing">
        <Term value={shown.opening} label="before" />
        <Sign>+</Sign>
        <Term value={shown.given} label={words.in} />
        <Sign>−</Sign>
        <Term value={shown.used} label={words.out} />
        <Sign>=</Sign>
        <Term value={shown.closing} label={`after, in ${unitOf(currency)}`} strong />
      </Sum>
      <ul className={css.why}>
        {settlementSentences(row, currency).map((sentence) => (
          <li key={sentence}>{unbroken(sentence)}</li>
        ))}
      </ul>
      <Lines community={community} currency={currency} row={row} />
    </div>
  );
}

function Lines({ community, currency, row }: AccountWhyProps) {
  const [open, setOpen] = useState<string | null>(null);
  const now = useNow();
  const { value, problem } = useAnswer(
    (node) => node.accounts.lines,
    { community: community.id, height: row.height },
    row.height === null ? community.revision : 0,
  );
  if (problem !== null) return <Notice>{problem}</Notice>;
  if (value === undefined) return <Skeleton lines={2} />;
  const lines = value.lines.filter((line) => line.currency === currency);
  if (lines.length === 0) {
    return (
      <p className={text.dense}>
        {row.given + row.used === 0n
          ? 'No hour of yours is behind it: what others lent and used settled something for you.'
          : 'The hours behind it are on their way into the record.'}
      </p>
    );
  }
  return (
    <>
      <DataTable<AccountLineView>
        caption="The hours behind this line"
        rows={lines}
        rowKey={({ record, with: other, direction }) => `${record} ${other.id} ${direction}`}
        open={open}
        onOpen={setOpen}
        detail={(line) => <LineReceipts community={community} line={line} />}
        columns={columnsOf(community, currency, now)}
      />
      {value.isCut && <p className={text.dense}>There are more than can be shown here.</p>}
    </>
  );
}

function columnsOf(
  community: CommunityView,
  currency: CurrencyWord,
  now: number,
): readonly Column<AccountLineView>[] {
  const words = directionWords(currency);
  return [
    {
      id: 'with',
      header: 'With',
      grow: true,
      cell: (line) => <bdi>{personName(line.with)}</bdi>,
    },
    {
      id: 'for',
      header: 'For',
      leaveOut: 'narrow',
      cell: (line) => <bdi>{lineName(line) ?? 'work'}</bdi>,
    },
    {
      id: 'direction',
      header: 'Direction',
      leaveOut: 'small',
      cell: ({ direction }) => (direction === 'given' ? words.in : words.out),
    },
    {
      id: 'worked',
      header: 'Worked',
      leaveOut: 'narrow',
      cell: ({ epoch }) => formatWhen(community.startsAtMs + epoch * community.epochMs, now),
    },
    {
      id: 'slices',
      header: 'Pieces',
      end: true,
      leaveOut: 'narrow',
      cell: ({ slices }) => formatNumber(slices),
    },
    {
      id: 'quantity',
      header: unitOf(currency),
      end: true,
      cell: ({ direction, quantity }) =>
        formatCpuAmount(direction === 'given' ? quantity : -quantity, { signed: true }),
    },
  ];
}
