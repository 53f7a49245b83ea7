import { useState } from 'react';
import type { CommunityView, SupplyEpochView } from '../../../shared/api/community-contract.ts';
import { formatAccount } from '../../../shared/api/amounts.ts';
import { formatHours, unitOf, type CurrencyWord } from '../../../shared/api/account-words.ts';
import { exchangeSentence, halfValueMonthsOf } from '../../../shared/api/exchange-words.ts';
import { exchangeValuePpm } from '../../../shared/economy/exchange-value.ts';
import { usePages } from '../../node/use-pages.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { RecordNotice } from '../app/record-notice.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useActiveCommunity, useStatus } from '../app/views.ts';
import css from './community-hours.module.css';
import { CurrencyChoice } from './currency-choice.tsx';
import { HoursTabs } from './hours-tabs.tsx';
import { NothingYet } from './nothing-yet.tsx';
import { Sign, Sum, Term } from './sum.tsx';
import { FlowChart, MintedChart, VolumeChart } from './supply-charts.tsx';
import { useShownCommunity, WhichCommunity } from './which-community.tsx';

const pageSize = 48;

/** Where the hours of a community come from: what flows, how much was ever out, what is new and what waits. */
export function SupplyPage({ of }: { readonly of?: string | undefined }) {
  const [status, community] = [useStatus(), useShownCommunity(of)];
  return (
    <Page
      title="Hours"
      subline={
        community === null
          ? 'How hours come into being.'
          : `How the hours of ${community.name} come into being.`
      }
    >
      <RecordNotice />
      {community === null ? (
        <Panel title="How hours come into being">
          {status === undefined ? (
            <Skeleton />
          ) : (
            <Empty action={<ButtonLink href="/community">Community</ButtonLink>}>
              In an open group an hour is what two people signed, and stays between them. A
              community keeps a record of all of them, and it shows here.
            </Empty>
          )}
        </Panel>
      ) : (
        <Content community={community} />
      )}
    </Page>
  );
}

function Content({ community }: { readonly community: CommunityView }) {
  const [currency, setCurrency] = useState<CurrencyWord>('cpu');
  const isHere = useActiveCommunity()?.id === community.id;
  const cannot = useCannotAct();
  const question = { community: community.id, currency };
  const pages = usePages((node) => node.supply.epochs, question, community.revision, pageSize);
  return (
    <>
      <HoursTabs here="supply" of={isHere ? undefined : community.id} />
      <div className={css.choices}>
        <WhichCommunity shown={community} part="supply" />
        <CurrencyChoice label="Unit" value={currency} onChange={setCurrency} />
      </div>
      {pages.problem !== null && <Notice kind="fault">{pages.problem}</Notice>}
      {pages.rows === undefined ? (
        <NothingYet isReading={pages.problem === null} />
      ) : (
        <Series rows={pages.rows} currency={currency} community={community} />
      )}
      {pages.hasMore && (
        <div>
          <Button small reason={cannot} onPress={pages.readOn}>
            {pages.isReading ? 'Reading…' : 'Show more of the past'}
          </Button>
        </div>
      )}
    </>
  );
}

function Series({
  rows,
  currency,
  community,
}: {
  readonly rows: readonly SupplyEpochView[];
  readonly currency: CurrencyWord;
  readonly community: CommunityView;
}) {
  const newest = rows[0];
  const isEmpty =
    newest === undefined || rows.every(({ volume, supply }) => volume + supply === 0n);
  return (
    <>
      <Panel title="Where hours come from">
        <div className={text.stack}>
          <Explanation />
          {newest !== undefined && !isEmpty && <Figures newest={newest} currency={currency} />}
          {newest !== undefined && currency === 'cpu' && (
            <ExchangeValue community={community} atMs={newest.endsAtMs} />
          )}
        </div>
      </Panel>
      {isEmpty ? (
        <Panel title="What has flowed">
          <Empty>
            {currency === 'cpu'
              ? `Nobody in ${community.name} has used an hour that they had not given before, so none has come into being yet.`
              : 'No work hours have been given here yet.'}
          </Empty>
        </Panel>
      ) : (
        <>
          <Panel title="Lent, and not yet given back">
            <FlowChart rows={rows} currency={currency} />
          </Panel>
          <Columns>
            <Panel title="New in each certificate">
              <MintedChart rows={rows} currency={currency} />
            </Panel>
            <Panel title="Lent in all, and what cancelled out">
              <VolumeChart rows={rows} currency={currency} />
            </Panel>
          </Columns>
        </>
      )}
    </>
  );
}

function Explanation() {
  return (
    <ol className={css.why}>
      <li>
        Whoever uses hours before having given any borrows them from those who gave: hours flow from
        people with a surplus to people with a deficit.
      </li>
      <li>
        New hours come into being only when more has flowed, and not yet flowed back, than ever
        before. The dashed line is that high-water mark.
      </li>
      <li>
        What is given back waits and is used again first, so hours that go round in a circle make no
        new ones.
      </li>
    </ol>
  );
}

/** What an hour stands for by now; at the time of a certificate, which is the same for everybody. */
function ExchangeValue({ community, atMs }: ExchangeProps) {
  const months = halfValueMonthsOf(community);
  const value = exchangeValuePpm(atMs - community.startsAtMs, months);
  return <p className={text.dense}>{exchangeSentence(value, months)}</p>;
}

interface ExchangeProps {
  readonly community: CommunityView;
  readonly atMs: number;
}

function Figures({
  newest,
  currency,
}: {
  readonly newest: SupplyEpochView;
  readonly currency: CurrencyWord;
}) {
  const { surplus, treasury, supply, overdue } = newest;
  const shown = formatAccount({ opening: surplus, given: treasury, used: 0n, closing: supply });
  return (
    <>
      <Sum label="What is out and what waits make the high-water mark">
        <Term value={shown.opening} label="out now" />
        <Sign>+</Sign>
        <Term value={shown.given} label="given back, waiting" />
        <Sign>=</Sign>
        <Term
          value={shown.closing.replace('+', '')}
          label={`high-water mark, in ${unitOf(currency)}`}
          strong
        />
      </Sum>
      {overdue > 0n && (
        <p className={text.dense}>
          {formatHours(overdue, currency)} of what was borrowed is overdue, so everybody may borrow
          less until it is given back.
        </p>
      )}
    </>
  );
}
