import { statementLength } from '../../../shared/stake/market.ts';
import { CardChoice } from '../../ui/card-choice.tsx';
import { Choice } from '../../ui/choice.tsx';
import { MomentField } from '../../ui/moment-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { attestorCounts, type CauseDraft } from './cause-draft.ts';
import css from './stakes.module.css';

interface FieldsProps {
  readonly draft: CauseDraft;
  readonly set: (part: Partial<CauseDraft>) => void;
}

/** All that a cause says, field by field. */
export function CauseFields({ draft, set }: FieldsProps) {
  const letters = draft.statement.trim().length;
  return (
    <>
      <TextField
        label="What you set out to do"
        value={draft.statement}
        lines={4}
        maxLength={statementLength.most}
        hint={`${letters} of ${statementLength.least} to ${statementLength.most} letters. One paragraph.`}
        onChange={(statement) => {
          set({ statement });
        }}
      />
      <TextField
        label="Whom it benefits"
        value={draft.beneficiaries}
        maxLength={200}
        onChange={(beneficiaries) => {
          set({ beneficiaries });
        }}
      />
      <CheckChoice draft={draft} set={set} />
      <Measure draft={draft} set={set} />
      <TextField
        label="Tags"
        value={draft.tags}
        maxLength={140}
        hint="At most five, with commas between them. People can ask for stake in whoever works for a tag."
        onChange={(tags) => {
          set({ tags });
        }}
      />
    </>
  );
}

function CheckChoice({ draft, set }: FieldsProps) {
  return (
    <div className={text.stack}>
      <p className={text.dense}>How one sees what became of it</p>
      <CardChoice
        label="How one sees what became of it"
        value={draft.check}
        options={[
          {
            id: 'attestors',
            title: 'People say what they see',
            words: 'The rule draws them: nobody who holds stake in you.',
          },
          {
            id: 'hours_given',
            title: 'The record counts it',
            words: 'The CPU-hours that you give from now on.',
          },
        ]}
        onChange={(check) => {
          set({ check });
        }}
      />
    </div>
  );
}

function Measure({ draft, set }: FieldsProps) {
  const isCounted = draft.check === 'hours_given';
  return (
    <>
      <TextField
        label="What is measured"
        value={draft.metric}
        maxLength={120}
        onChange={(metric) => {
          set({ metric });
        }}
      />
      <FromTo draft={draft} set={set} />
      <MomentField
        label="By when"
        value={draft.dueAtMs}
        onChange={(dueAtMs) => {
          set({ dueAtMs });
        }}
      />
      {!isCounted && (
        <Choice
          label="How many people say what they see"
          value={draft.attestors}
          options={attestorCounts.map((id) => ({ id, label: id }))}
          onChange={(attestors) => {
            set({ attestors });
          }}
        />
      )}
    </>
  );
}

/** From what to what, in which unit. */
function FromTo({ draft, set }: FieldsProps) {
  const isCounted = draft.check === 'hours_given';
  return (
    <div className={css.pair}>
      <TextField
        label="From"
        value={draft.baseline}
        short
        inputMode="decimal"
        onChange={(baseline) => {
          set({ baseline });
        }}
      />
      <Choice
        label="To"
        value={draft.comparator}
        options={[
          { id: 'at_least', label: 'at least' },
          { id: 'at_most', label: 'at most' },
        ]}
        onChange={(comparator) => {
          set({ comparator });
        }}
      />
      <TextField
        label="Number to reach"
        value={draft.target}
        short
        inputMode="decimal"
        {...(isCounted && { unit: 'CPU-hours' })}
        onChange={(target) => {
          set({ target });
        }}
      />
      {!isCounted && (
        <TextField
          label="Unit"
          value={draft.unit}
          short
          maxLength={40}
          onChange={(unit) => {
            set({ unit });
          }}
        />
      )}
    </div>
  );
}
