import { useState } from 'react';
import type { CurrencyWord } from '../../../shared/api/account-words.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ForeseenView } from '../../../shared/api/orchestrator-shape.ts';
import {
  basisSentence,
  errorSentence,
  orchestratorDefinition,
  reliabilitySentence,
  requestSentence,
} from '../../../shared/api/orchestrator-words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel, Row, Stack } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { RecordNotice } from '../app/record-notice.tsx';
import { useActiveCommunity, useStatus } from '../app/views.ts';
import hours from '../hours/community-hours.module.css';
import { CurrencyChoice } from '../hours/currency-choice.tsx';
import { HoursTabs } from '../hours/hours-tabs.tsx';
import { useShownCommunity, WhichCommunity } from '../hours/which-community.tsx';
import { Asked } from '../app/asked.tsx';
import { ForeseenChart } from './foreseen-chart.tsx';
import { ForeseenFigures } from './foreseen-figures.tsx';
import { HoursOffer } from './hours-offer.tsx';
import css from './foreseen-page.module.css';
import { OffersTable } from './offers-table.tsx';
import { useForeseen } from './use-foreseen.ts';

/** What a community expects to need, what is offered towards it, and how close it came before. */
export function ForeseenPage({ of }: { readonly of?: string | undefined }) {
  const [status, community] = [useStatus(), useShownCommunity(of)];
  return (
    <Page title="Hours" subline="What will be needed, and who gives it.">
      <RecordNotice />
      {community === null ? (
        <Panel title="What will be needed">
          {status === undefined ? (
            <Skeleton />
          ) : (
            <Empty action={<ButtonLink href="/community">Community</ButtonLink>}>
              What will be needed is worked out from the record of a community, and an open group
              keeps none.
            </Empty>
          )}
        </Panel>
      ) : (
        <Content key={community.id} community={community} />
      )}
    </Page>
  );
}

function Content({ community }: { readonly community: CommunityView }) {
  const [currency, setCurrency] = useState<CurrencyWord>('cpu');
  const isHere = useActiveCommunity()?.id === community.id;
  const answer = useForeseen(community);
  return (
    <>
      <HoursTabs here="foreseen" of={isHere ? undefined : community.id} />
      <div className={hours.choices}>
        <WhichCommunity shown={community} part="foreseen" />
        <CurrencyChoice label="Unit" value={currency} onChange={setCurrency} />
      </div>
      <Asked answer={answer} label="What will be needed">
        {({ currencies, isMember }) => {
          const foreseen = currencies.find((each) => each.currency === currency);
          return foreseen === undefined ? null : (
            <div className={css.hue} data-hue={currency}>
              <OneCurrency
                key={currency}
                community={community}
                foreseen={foreseen}
                isMember={isMember}
                onDone={answer.again}
              />
            </div>
          );
        }}
      </Asked>
    </>
  );
}

interface OneCurrencyProps {
  readonly community: CommunityView;
  readonly foreseen: ForeseenView;
  readonly isMember: boolean;
  readonly onDone: () => void;
}

function OneCurrency({ community, foreseen, isMember, onDone }: OneCurrencyProps) {
  return (
    <>
      <Columns weights="wide-first">
        <Stack>
          <Panel title={foreseen.sentence}>
            <div className={text.stack}>
              <p className={text.words}>{requestSentence(foreseen)}</p>
              {isMember ? (
                <HoursOffer community={community} foreseen={foreseen} isChosen onDone={onDone} />
              ) : (
                <Notice>
                  You can offer hours as soon as a certificate says that you are a member.
                </Notice>
              )}
              {isMember && (
                <Row>
                  <p className={text.dense}>{keptWords(foreseen)}</p>
                </Row>
              )}
            </div>
          </Panel>
          <OffersTable community={community} foreseen={foreseen} />
        </Stack>
        <Panel title="How this is foreseen">
          <div className={text.stack}>
            <ForeseenFigures foreseen={foreseen} />
            <p className={text.dense}>{basisSentence(foreseen)}</p>
            <p className={text.dense}>{orchestratorDefinition}</p>
          </div>
        </Panel>
      </Columns>
      <Panel title="How close it came">
        <div className={text.stack}>
          <p className={text.words}>{errorSentence(foreseen)}</p>
          {foreseen.history.length > 0 && <ForeseenChart foreseen={foreseen} />}
        </div>
      </Panel>
    </>
  );
}

/** How this person kept their word on days before. */
function keptWords(foreseen: ForeseenView): string {
  return foreseen.committed === 0
    ? 'Nothing that you offered was counted on yet.'
    : `Of what you offered before: ${reliabilitySentence(foreseen)}`;
}
