import { Download } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { StatementView } from '../../../shared/api/contract.ts';
import { formatEquation } from '../../../shared/api/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Coming } from '../app/coming.tsx';
import { RecordNotice } from '../app/record-notice.tsx';
import { exampleJobPath } from '../app/pages.ts';
import { saveBytes } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useActiveCommunity, useCommunities, useStatement, useStatus } from '../app/views.ts';
import css from './hours-page.module.css';
import { HoursTabs } from './hours-tabs.tsx';
import { PeopleHours } from './people-hours.tsx';
import { Receipts } from './receipts.tsx';
import { entriesToCsv, entriesToJson } from './statement-file.ts';
import { Sign, Sum, Term } from './sum.tsx';
import { useAllEntries } from './use-all-entries.ts';
import { WeeksChart } from './weeks-chart.tsx';
import { useShownCommunity } from './which-community.tsx';

const CommunityHours = lazy(async () => ({
  default: (await import('./community-hours.tsx')).CommunityHours,
}));

interface HoursPageProps {
  readonly receipt?: string | undefined;
  /** A community whose statement is asked for, wherever this machine lends and asks. */
  readonly of?: string | undefined;
}

/** What went in and out where one lends and asks: in a community its statement, else the receipts alone. */
export function HoursPage({ receipt, of }: HoursPageProps) {
  const [status, statement, community] = [useStatus(), useStatement(), useActiveCommunity()];
  if (of !== undefined) return <HoursOf of={of} statement={statement} />;
  if (status?.community.kind !== 'community') return <GroupHours receipt={named(receipt)} />;
  if (community === null) return <NoRecord />;
  if (receipt !== undefined) return <AllReceipts statement={statement} receipt={named(receipt)} />;
  return (
    <Suspense fallback={<Coming />}>
      <CommunityHours community={community} statement={statement} />
    </Suspense>
  );
}

function HoursOf({
  of,
  statement,
}: {
  readonly of: string;
  readonly statement: StatementView | undefined;
}) {
  const [community, list] = [useShownCommunity(of), useCommunities()];
  if (community === null) return list === undefined ? <NoRecord /> : <NoSuch />;
  return (
    <Suspense fallback={<Coming />}>
      <CommunityHours key={of} community={community} statement={statement} />
    </Suspense>
  );
}

function NoSuch() {
  return (
    <Page title="Hours">
      <RecordNotice />
      <Panel label="No such community">
        <Empty action={<ButtonLink href="/hours">Your hours</ButtonLink>}>
          This computer is not in the community that the address names.
        </Empty>
      </Panel>
    </Page>
  );
}

/** The list of receipts has an address like those of its receipts. */
function named(receipt: string | undefined): string | undefined {
  return receipt === 'receipts' ? undefined : receipt;
}

/** In a community the receipts stand apart from the statement that they are behind. */
function AllReceipts({
  statement,
  receipt,
}: HoursPageProps & { readonly statement: StatementView | undefined }) {
  return (
    <Page title="Hours" subline="What each piece of work came to. Both sides signed each of them.">
      <RecordNotice />
      <HoursTabs here="receipts" />
      {statement === undefined ? (
        <Panel label="Loading">
          <Skeleton />
        </Panel>
      ) : statement.receipts === 0 ? (
        <NoReceipts />
      ) : (
        <Receipts statement={statement} receipt={receipt ?? null} />
      )}
    </Page>
  );
}

/** While the record of the community is not there: only its absence can be told. */
function NoRecord() {
  return (
    <Page title="Hours">
      <RecordNotice />
      <Panel label="Loading">
        <Skeleton />
      </Panel>
    </Page>
  );
}

/** The statement of an open group: each receipt with who, when and how it was measured. */
function GroupHours({ receipt }: HoursPageProps) {
  const statement = useStatement();
  const { readAll, isReading, problem } = useAllEntries();
  const cannot = useCannotAct();
  const [saved, setSaved] = useState<string | null>(null);
  const save = async (kind: 'csv' | 'json') => {
    const entries = await readAll();
    if (entries === null) return;
    const name = `common-hours-statement.${kind}`;
    if (kind === 'csv') saveBytes(entriesToCsv(entries), name, 'text/csv');
    else saveBytes(entriesToJson(entries), name, 'application/json');
    setSaved(`${name} holds ${entries.length} receipts.`);
  };
  const none = statement?.receipts === 0;
  return (
    <Page
      title="Hours"
      subline="CPU-hours that you lent and used. Each row is a receipt that both sides signed."
      actions={
        none ? null : cannot !== null ? (
          <Button reason={cannot}>Save statement</Button>
        ) : (
          <MenuButton
            label={isReading ? 'Reading…' : 'Save statement'}
            icon={<Download />}
            choices={[
              { id: 'csv', label: 'As CSV', hint: 'for a spreadsheet' },
              { id: 'json', label: 'As JSON', hint: 'for a program' },
            ]}
            onChoose={(id) => void save(id === 'csv' ? 'csv' : 'json')}
          />
        )
      }
    >
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
      <p role="status" className={saved === null ? 'visually-hidden' : css.why}>
        {saved ?? ''}
      </p>
      {statement === undefined ? (
        <Panel label="Loading">
          <Skeleton />
        </Panel>
      ) : (
        <Content statement={statement} receipt={receipt} />
      )}
    </Page>
  );
}

function Content({
  statement,
  receipt,
}: {
  readonly statement: StatementView;
  readonly receipt: string | undefined;
}) {
  return (
    <>
      <Panel label="Difference">
        <Equation statement={statement} />
        {statement.receipts > 0 && (
          <div className={css.chart}>
            <WeeksChart weeks={statement.weeks} height={120} />
          </div>
        )}
      </Panel>
      {statement.receipts === 0 ? (
        <NoReceipts />
      ) : (
        <>
          <Receipts statement={statement} receipt={receipt ?? null} />
          <PeopleHours people={statement.people} />
        </>
      )}
    </>
  );
}

function NoReceipts() {
  return (
    <Panel title="Receipts">
      <Empty action={<ButtonLink href={exampleJobPath}>Run a test job</ButtonLink>}>
        Your first receipt will show here, as soon as you have lent or used some CPU time.
      </Empty>
    </Panel>
  );
}

function Equation({ statement }: { readonly statement: StatementView }) {
  const { given, used, difference } = formatEquation(statement.total.given, statement.total.used);
  return (
    <Sum large label="Lent minus used is the difference">
      <Term value={given} label="lent" />
      <Sign>−</Sign>
      <Term value={used} label="used" />
      <Sign>=</Sign>
      <Term value={difference} label="difference, in CPU-h" strong />
    </Sum>
  );
}
