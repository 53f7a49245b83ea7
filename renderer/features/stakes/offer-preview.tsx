import { formatPart, phaseSentence, ppmOf } from '../../../shared/api/stake-words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { offerLacks, offerTextOf, type OfferDraft } from './offer-draft.ts';
import { mostToGive, type ComposeProps } from './offer-form.tsx';
import css from './offer-preview.module.css';
import stakes from './stakes.module.css';
import { useOfferPreview } from './use-preview.ts';
import { wantName } from './wants-part.tsx';

/** What the offer would do if all of it is matched, what was on offer lately, and the button that places it. */
export function OfferPreview({
  community,
  market,
  mine,
  draft,
  onPlaced,
}: ComposeProps & { readonly draft: OfferDraft; readonly onPlaced: () => void }) {
  const nowMs = useNow();
  const cannot = useCannotAct();
  const { start, isPending, refusal } = useCall((node) => node.stakes.offer);
  const lacks = offerLacks(draft);
  const offer = offerTextOf(draft, market.issued, mostToGive(draft, market, mine));
  const { preview, isCurrent } = useOfferPreview(community, lacks === null ? offer : null);
  const veil = useVeil();
  const part = (units: bigint) => veil(formatPart(units, market.issued));
  const refused = preview?.refusal?.sentence ?? null;
  const place = async () => {
    if (isPending) return;
    const answer = await start({ community: community.id, ...offer });
    if (answer.ok) onPlaced();
  };
  return (
    <Panel title="What it does">
      <div className={text.stack} aria-busy={lacks === null && preview === null}>
        <Bars
          before={preview?.ownBefore ?? market.own}
          after={preview?.ownAfter ?? market.own}
          issued={market.issued}
          part={part}
        />
        <p className={text.dense}>If it is matched only in part, the same proportion applies.</p>
        {draft.wants.length > 0 && preview !== null && (
          <Wanted draft={draft} wanted={preview.wanted} part={part} />
        )}
        {refusal !== null && (
          <Notice kind="fault" title="The offer was not placed." live>
            {refusal.detail}
          </Notice>
        )}
        <div>
          <Button
            kind="primary"
            reason={lacks ?? refused ?? cannot ?? (isCurrent ? null : 'Working it out.')}
            onPress={() => void place()}
          >
            {isPending ? 'Placing…' : 'Place offer'}
          </Button>
        </div>
        <p className={text.dense}>
          Nobody reads it before all offers of the round are sealed. {phaseSentence(market, nowMs)}
        </p>
      </div>
    </Panel>
  );
}

/** Own stake before and after, in one scale. */
function Bars({
  before,
  after,
  issued,
  part,
}: {
  readonly before: bigint;
  readonly after: bigint;
  readonly issued: bigint;
  readonly part: (units: bigint) => string;
}) {
  const rows = [
    ['You keep now', before],
    ['If all of it is matched', after],
  ] as const;
  return (
    <dl className={css.bars}>
      {rows.map(([label, units]) => (
        <div key={label} className={css.row}>
          <dt>{label}</dt>
          <dd>
            <span className={css.track} aria-hidden="true">
              <span style={{ inlineSize: `${ppmOf(units, issued) / 10_000}%` }} />
            </span>
            <b>{part(units)}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Wanted({
  draft,
  wanted,
  part,
}: {
  readonly draft: OfferDraft;
  readonly wanted: readonly ({ readonly low: bigint; readonly high: bigint } | null)[];
  readonly part: (units: bigint) => string;
}) {
  return (
    <div>
      <h3>On offer in the last rounds</h3>
      <ul className={stakes.ways}>
        {draft.wants.map((want, index) => (
          <li key={want.id} className={text.dense}>
            <bdi>{wantName(want)}</bdi>: {rangeWords(wanted[index] ?? null, part)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function rangeWords(
  range: { readonly low: bigint; readonly high: bigint } | null,
  part: (units: bigint) => string,
): string {
  if (range === null) return 'nothing yet';
  return range.low === range.high
    ? part(range.low)
    : `between ${part(range.low)} and ${part(range.high)}`;
}
