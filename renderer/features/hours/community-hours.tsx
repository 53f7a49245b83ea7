import { Download } from 'lucide-react';
import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { StatementView } from '../../../shared/api/contract.ts';
import { directionWords, unitName, type CurrencyWord } from '../../../shared/api/account-words.ts';
import { usePages } from '../../node/use-pages.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { exampleJobPath } from '../app/pages.ts';
import { RecordNotice } from '../app/record-notice.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useActiveCommunity } from '../app/views.ts';
import { AccountHeader } from './account-header.tsx';
import { AccountTable } from './account-table.tsx';
import css from './community-hours.module.css';
import { CurrencyChoice } from './currency-choice.tsx';
import { HoursTabs } from './hours-tabs.tsx';
import { NothingYet } from './nothing-yet.tsx';
import { NeverFinal } from './never-final.tsx';
import { useSaveStatement } from './use-save-statement.ts';
import { WhichCommunity } from './which-community.tsx';

const pageSize = 48;

interface CommunityHoursProps {
  readonly community: CommunityView;
  /** What the engine says, which is of the place where one lends and asks. */
  readonly statement: StatementView | undefined;
}

/** Two statements of one community, never summed: what is final, what is not yet, and why each line is there. */
export function CommunityHours({ community, statement }: CommunityHoursProps) {
  const [currency, setCurrency] = useState<CurrencyWord>('cpu');
  const question = { community: community.id, currency };
  const pages = usePages((node) => node.accounts.epochs, question, community.revision, pageSize);
  const { save, isReading, saved, problem } = useSaveStatement(community);
  const words = directionWords(currency);
  const isHere = useActiveCommunity()?.id === community.id;
  return (
    <Page
      title="Hours"
      subline={`${unitName(currency)} that you ${words.in} and ${words.out} in ${community.name}.`}
      actions={
        <SaveStatement
          isReading={isReading}
          hasReceipts={isHere}
          onSave={(what) => void save(what, currency)}
        />
      }
    >
      <RecordNotice />
      {(problem ?? pages.problem) !== null && (
        <Notice kind="fault" live>
          {problem ?? pages.problem}
        </Notice>
      )}
      <p role="status" className={saved === null ? 'visually-hidden' : text.dense}>
        {saved ?? ''}
      </p>
      <HoursTabs here="statement" of={isHere ? undefined : community.id} />
      <div className={css.choices}>
        <WhichCommunity shown={community} />
        <CurrencyChoice label="Statement" value={currency} onChange={setCurrency} />
      </div>
      {isHere && statement !== undefined && <NeverFinal statement={statement} />}
      {pages.rows === undefined ? (
        <NothingYet isReading={pages.problem === null} />
      ) : (
        <>
          <AccountHeader
            community={community}
            currency={currency}
            rows={pages.rows}
            isWhole={!pages.hasMore && pages.isFromBeginning}
            statement={statement}
          />
          {pages.rows.length === 0 ? (
            <Nothing currency={currency} isHere={isHere} />
          ) : (
            <AccountTable
              community={community}
              currency={currency}
              rows={pages.rows}
              more={pages.hasMore ? pages.readOn : null}
              isReading={pages.isReading}
            />
          )}
        </>
      )}
    </Page>
  );
}

function SaveStatement({
  isReading,
  hasReceipts,
  onSave,
}: {
  readonly isReading: boolean;
  /** Receipts are kept where one lends and asks. */
  readonly hasReceipts: boolean;
  readonly onSave: (what: string) => void;
}) {
  const cannot = useCannotAct();
  if (cannot !== null) return <Button reason={cannot}>Save statement</Button>;
  return (
    <MenuButton
      label={isReading ? 'Reading…' : 'Save statement'}
      icon={<Download />}
      choices={[
        { id: 'csv', label: 'Statement as CSV', hint: 'for a spreadsheet' },
        { id: 'json', label: 'Statement as JSON', hint: 'for a program' },
        ...(hasReceipts
          ? [
              { id: 'receipts-csv', label: 'Receipts as CSV' },
              { id: 'receipts-json', label: 'Receipts as JSON' },
            ]
          : []),
      ]}
      onChoose={onSave}
    />
  );
}

function Nothing({
  currency,
  isHere,
}: {
  readonly currency: CurrencyWord;
  readonly isHere: boolean;
}) {
  return (
    <Panel title="Statement">
      {currency === 'cpu' ? (
        <Empty action={isHere && <ButtonLink href={exampleJobPath}>Run a test job</ButtonLink>}>
          Your first line will show here, as soon as you have lent or used some CPU time.
        </Empty>
      ) : (
        <Empty>
          Nobody has given you work hours or received some from you. They have a statement of their
          own, because an hour of a person and an hour of a processor are not the same.
        </Empty>
      )}
    </Panel>
  );
}
