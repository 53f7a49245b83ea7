import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { MarketNowView, MineView } from '../../../shared/api/stake-shape.ts';
import { boundSentence, formatPart, formatPpm } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { offerRoundsMax, reasonLengthMax } from '../../../shared/stake/market.ts';
import { Choice } from '../../ui/choice.tsx';
import { NumberSetting } from '../../ui/number-setting.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { shortened } from './cause-link.tsx';
import { tenthsOf, type OfferDraft } from './offer-draft.ts';
import { PartSlider } from './part-slider.tsx';

/** What an offer is written with: where, as the market stands, and what one has. */
export interface ComposeProps {
  readonly community: CommunityView;
  readonly market: MarketNowView;
  readonly mine: MineView;
}

interface PartProps {
  readonly draft: OfferDraft;
  readonly onChange: (draft: OfferDraft) => void;
}

/** How much there is to give, in units: of oneself, or of what is held under a cause. */
export function mostToGive(draft: OfferDraft, market: MarketNowView, mine: MineView): bigint {
  if (draft.give === null) return market.offerable;
  const { member, cause } = draft.give;
  return (
    mine.held.find((each) => each.person.id === member && each.cause.id === cause)?.units ?? 0n
  );
}

/** Of whom, and how much. */
export function GivePart({
  draft,
  market,
  mine,
  onChange,
}: PartProps & { readonly market: MarketNowView; readonly mine: MineView }) {
  const veil = useVeil();
  const most = mostToGive(draft, market, mine);
  const steps = tenthsOf(most, market.issued);
  const [first] = mine.held;
  const tenths = Math.min(draft.tenths, steps);
  const given = tenths >= steps ? formatPart(most, market.issued) : formatPpm(tenths * 1_000);
  return (
    <div className={text.stack}>
      {first !== undefined && (
        <Choice
          label="Whose stake"
          value={draft.give === null ? 'own' : 'held'}
          options={[
            { id: 'own', label: 'Part of yourself' },
            { id: 'held', label: 'Part of what you hold' },
          ]}
          onChange={(which) => {
            const give =
              which === 'own' ? null : { member: first.person.id, cause: first.cause.id };
            onChange({ ...draft, give });
          }}
        />
      )}
      {draft.give !== null && <GiveHeld draft={draft} mine={mine} onChange={onChange} />}
      <PartSlider
        label={draft.give === null ? 'Of yourself' : 'Of them'}
        value={tenths}
        most={steps}
        words={given}
        onChange={(next) => {
          onChange({ ...draft, tenths: next });
        }}
      />
      <p className={text.dense}>
        {veil(
          draft.give === null
            ? `Up to ${formatPart(most, market.issued)} now. ${boundSentence(market)}`
            : `You hold ${formatPart(most, market.issued)} of them under this cause.`,
        )}
      </p>
    </div>
  );
}

function GiveHeld({ draft, mine, onChange }: PartProps & { readonly mine: MineView }) {
  const veil = useVeil();
  return (
    <>
      <SelectField
        label="Whom you hold, and for what"
        value={draft.give === null ? '' : `${draft.give.member} ${draft.give.cause}`}
        options={mine.held.map(({ person, cause, units }) => ({
          id: `${person.id} ${cause.id}`,
          label: `${personName(person)} ${veil(formatPart(units, mine.issued))}: ${shortened(cause.statement, 60)}`,
        }))}
        onChange={(id) => {
          const [member = '', cause = ''] = id.split(' ');
          onChange({ ...draft, give: { member, cause } });
        }}
      />
      <Choice
        label="What you want for it"
        value={draft.isHome ? 'home' : 'others'}
        options={[
          { id: 'others', label: 'Stake in others' },
          { id: 'home', label: 'Stake in yourself' },
        ]}
        onChange={(which) => {
          onChange({ ...draft, isHome: which === 'home' });
        }}
      />
    </>
  );
}

/** The reason, which everybody can read later, and in how many rounds the offer takes part. */
export function TermsPart({ draft, onChange }: PartProps) {
  return (
    <>
      <TextField
        label="Why (if you like)"
        value={draft.reason}
        lines={3}
        maxLength={reasonLengthMax}
        hint="It stays on the record beside the offer. Others read it when the round is opened."
        onChange={(reason) => {
          onChange({ ...draft, reason });
        }}
      />
      <NumberSetting
        label="Rounds it stays open"
        value={draft.rounds}
        least={1}
        most={offerRoundsMax}
        hint="What is not matched in one round takes part in the next."
        onChange={(rounds) => {
          onChange({ ...draft, rounds });
        }}
      />
    </>
  );
}
