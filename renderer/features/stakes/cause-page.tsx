import { useState } from 'react';
import { Link } from 'wouter';
import type { CauseView } from '../../../shared/api/cause-shape.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { formatMilli, formatPart, parseMilli } from '../../../shared/api/stake-words.ts';
import { formatWhen, oneLine, personName, plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Chart } from '../../ui/charts/chart.tsx';
import { Steps } from '../../ui/charts/steps.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { causeAnewPath, causePath, causesPath, memberPath, offerForPath } from '../app/pages.ts';
import { useHideAmounts, useVeil } from '../app/hide-amounts.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { CauseAim, standingOf, Tags } from './cause-card.tsx';
import { StakeFrame } from './stake-frame.tsx';
import css from './stakes.module.css';
import { useCause } from './use-cause.ts';

/** One cause: its words, how it stands, who says what they see, and how the stake under it moved. */
export function CausePage({ id }: { readonly id: string }) {
  return (
    <StakeFrame
      part="causes"
      title="A cause"
      back={{ href: causesPath, label: 'Causes' }}
      subline="What somebody here sets out to bring about."
    >
      {(community) => <Found community={community} id={id} />}
    </StakeFrame>
  );
}

function Found({ community, id }: { readonly community: CommunityView; readonly id: string }) {
  const answer = useCause(community.id, id, community.revision);
  return (
    <Asked answer={answer} label="The cause">
      {(cause) => <Content community={community} cause={cause} />}
    </Asked>
  );
}

function Content({
  community,
  cause,
}: {
  readonly community: CommunityView;
  readonly cause: CauseView;
}) {
  const now = useNow();
  const isOpen = cause.state === 'live' || cause.state === 'due';
  return (
    <>
      {cause.replacedBy !== null && (
        <Notice>
          Its author has written it anew.{' '}
          <Link href={causePath(cause.replacedBy)} className={text.inText ?? ''}>
            Read what stands in its place
          </Link>
          . Stake already given keeps these words.
        </Notice>
      )}
      <Columns weights="wide-first">
        <Stack>
          <Panel label="What it says">
            <div className={text.stack}>
              <p className={css.said} dir="auto">
                {cause.statement}
              </p>
              <CauseAim cause={cause} nowMs={now} />
              <Tags tags={cause.tags} />
              <Act cause={cause} />
            </div>
          </Panel>
          {cause.series.length > 1 && (
            <Panel title="Stake that others hold under it">
              <HeldChart cause={cause} issued={sharesOf(community)} />
            </Panel>
          )}
        </Stack>
        <Stack>
          <Panel title="How it stands">
            <Facts
              facts={[
                [
                  'By',
                  <Link key="by" href={memberPath(community.id, cause.issuer.id)}>
                    <bdi>{cause.isMine ? 'you' : personName(cause.issuer)}</bdi>
                  </Link>,
                ],
                ['Benefits', cause.beneficiaries],
                ['Since', formatWhen(cause.sinceMs, now)],
                ...standingOf(cause),
              ]}
            />
          </Panel>
          {cause.drawn.length > 0 && <Attestors cause={cause} />}
          {isOpen && cause.drawn.some(({ isMe }) => isMe) && (
            <Attest community={community} cause={cause} />
          )}
        </Stack>
      </Columns>
    </>
  );
}

/** Units of everybody, as the rules of the community say. */
function sharesOf({ parameters }: CommunityView): bigint {
  return parameters.find(({ name }) => name === 'sharesPerIssuer')?.value ?? 1n;
}

function Act({ cause }: { readonly cause: CauseView }) {
  if (cause.state === 'waiting') {
    return <p className={text.dense}>It is in force with the next certificate.</p>;
  }
  if (cause.isMine) {
    return cause.replacedBy === null ? (
      <div>
        <ButtonLink href={causeAnewPath(cause.id)}>Write it anew</ButtonLink>
      </div>
    ) : null;
  }
  if (cause.state !== 'live') return null;
  return (
    <div>
      <ButtonLink href={offerForPath(cause.id)} kind="primary">
        Offer part of yourself for it
      </ButtonLink>
    </div>
  );
}

function HeldChart({ cause, issued }: { readonly cause: CauseView; readonly issued: bigint }) {
  const veil = useVeil();
  const [isHidden] = useHideAmounts();
  const part = (units: bigint) => veil(formatPart(units, issued));
  const ago = (index: number) => {
    const rounds = cause.series.length - 1 - index;
    return rounds === 0 ? 'now' : `${plural(rounds, 'round')} ago`;
  };
  return (
    <Chart
      title={`Stake that others hold under this cause, in parts of ${cause.isMine ? 'you' : personName(cause.issuer)}`}
      headings={['When', 'Held by others']}
      readings={cause.series.map((units, index) => ({
        label: ago(index),
        values: [part(units)],
        sentence: `${ago(index)}: ${part(units)}`,
      }))}
      entries={[{ swatch: 'area', label: 'held by others' }]}
      note="a step for each round"
      height={100}
      draw={(frame) => (
        <Steps
          points={cause.series.map((units, at) => ({ at, value: Number(units) }))}
          end={cause.series.length}
          valueLabel={(value) => (isHidden ? '' : formatPart(BigInt(Math.round(value)), issued))}
          timeLabel={(at) => ago(Math.min(at, cause.series.length - 1))}
          frame={frame}
        />
      )}
    />
  );
}

type Drawn = CauseView['drawn'][number];

function Attestors({ cause }: { readonly cause: CauseView }) {
  return (
    <Panel title="Who says what they see" flush>
      <DataTable<Drawn>
        caption="Who says what they see"
        rows={cause.drawn}
        rowKey={({ person }) => person.id}
        columns={[
          {
            id: 'who',
            header: 'Person',
            cell: ({ person, isMe }) => (
              <>
                <bdi>{personName(person)}</bdi>
                {isMe && <span className={text.mark}>you</span>}
              </>
            ),
          },
          {
            id: 'seen',
            header: `Saw, in ${cause.unit}`,
            end: true,
            cell: ({ seen }) => (seen === null ? 'nothing said yet' : formatMilli(seen)),
          },
        ]}
      />
    </Panel>
  );
}

/** For whoever was drawn: what they see, as often as it changes. */
function Attest({
  community,
  cause,
}: {
  readonly community: CommunityView;
  readonly cause: CauseView;
}) {
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const { start, isPending, refusal } = useCall((node) => node.causes.attest);
  const [isSaid, setIsSaid] = useState(false);
  const cannot = useCannotAct();
  const seen = parseMilli(typed);
  const lacks = seen === null ? 'Write the number that you see.' : null;
  const send = async () => {
    if (seen === null || isPending) return;
    const answer = await start({
      ...{ community: community.id, cause: cause.id },
      ...{ seen, note: oneLine(note) },
    });
    setIsSaid(answer.ok);
  };
  return (
    <Panel title="You were drawn to say what you see">
      <form
        className={text.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <TextField
          label={`${cause.metric}, in ${cause.unit}`}
          value={typed}
          short
          inputMode="decimal"
          hint="What you find yourself, not what you hope. You can say it again when it has changed."
          onChange={setTyped}
        />
        <TextField
          label="How you know (if you like)"
          value={note}
          lines={2}
          maxLength={300}
          onChange={setNote}
        />
        {refusal !== null && (
          <Notice kind="fault" live>
            {refusal.detail}
          </Notice>
        )}
        {isSaid && (
          <p className={text.dense} role="status">
            Said. It counts with the next certificate.
          </p>
        )}
        <div>
          <Button type="submit" kind="primary" reason={lacks ?? cannot}>
            {isPending ? 'Saying…' : 'Say it'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
