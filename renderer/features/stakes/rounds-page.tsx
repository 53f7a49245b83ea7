import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { RoundRowView } from '../../../shared/api/stake-shape.ts';
import { phaseSentence } from '../../../shared/api/stake-words.ts';
import { formatNumber, formatWhen, plural } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { offersPath, roundPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { StakeFrame } from './stake-frame.tsx';
import { useMarketNow } from './use-market-now.ts';

const pageLength = 50;

/** The rounds that put offers together, the newest first. */
export function RoundsPage() {
  return <StakeFrame part="rounds">{(community) => <Content community={community} />}</StakeFrame>;
}

function Content({ community }: { readonly community: CommunityView }) {
  const [most, setMost] = useState(pageLength);
  const nowMs = useNow();
  const question = { community: community.id };
  const now = useMarketNow(community);
  const answer = useAnswer(
    (node) => node.stakes.rounds,
    { ...question, before: null, limit: most },
    community.revision,
  );
  return (
    <>
      {now.value && (
        <Panel title="The round that closes next">
          <div className={text.stack}>
            <p className={text.words}>{phaseSentence(now.value, nowMs)}</p>
            <p className={text.dense}>
              {plural(now.value.sealed, 'offer')} sealed, {now.value.open} open, in a community of{' '}
              {plural(now.value.members, 'member')}.
            </p>
          </div>
        </Panel>
      )}
      <Asked answer={answer} label="Rounds">
        {({ rounds }) =>
          rounds.length === 0 ? (
            <Panel label="No rounds">
              <Empty action={<ButtonLink href={offersPath}>Offer stake</ButtonLink>}>
                No round has closed yet.
              </Empty>
            </Panel>
          ) : (
            <Panel title="Closed rounds" flush>
              <DataTable<RoundRowView>
                caption="Closed rounds"
                rows={rounds}
                rowKey={({ number }) => String(number)}
                columns={columnsAt(nowMs)}
              />
              {rounds.length >= most && most < maxShown && (
                <div className={text.more}>
                  <Button
                    small
                    onPress={() => {
                      setMost(Math.min(maxShown, most * 2));
                    }}
                  >
                    Show more
                  </Button>
                </div>
              )}
            </Panel>
          )
        }
      </Asked>
    </>
  );
}

const maxShown = 500;

function columnsAt(nowMs: number): readonly Column<RoundRowView>[] {
  return [
    {
      id: 'number',
      header: 'Round',
      cell: ({ number }) => <Link href={roundPath(number)}>Round {number}</Link>,
    },
    { id: 'closed', header: 'Closed', cell: ({ closedAtMs }) => formatWhen(closedAtMs, nowMs) },
    {
      id: 'offers',
      header: 'Offers',
      end: true,
      leaveOut: 'small',
      cell: ({ offers }) => formatNumber(offers),
    },
    {
      id: 'matched',
      header: 'Matched',
      end: true,
      leaveOut: 'small',
      cell: ({ matchedOffers }) => formatNumber(matchedOffers),
    },
    {
      id: 'mine',
      header: 'Yours',
      end: true,
      cell: ({ mine, mineMatched }) => (mine === 0 ? '–' : `${mineMatched} of ${mine} matched`),
    },
  ];
}
