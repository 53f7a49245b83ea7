import { personName, plural, shortKey } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { CheckList } from '../../ui/check-list.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { usePeople, useStatement } from '../app/views.ts';
import { useDraft } from './draft-context.tsx';
import { memoryProblem, minutesProblem } from './draft-request.ts';
import type { Draft } from './draft.ts';
import { Step } from './step.tsx';
import css from './steps.module.css';

/** Step 4: what a slice may take, and who may run it. */
export function LimitsStep() {
  const { draft, change } = useDraft();
  const known = (useStatement()?.people ?? [])
    .slice(0, limits.peers)
    .map(({ with: person }) => person.id);
  return (
    <>
      <Step number={4} title="Limits and privacy" summary={summaryOf(draft)}>
        <div className={css.fields}>
          <TextField
            label="Memory of a slice"
            value={draft.memoryMegabytes}
            unit="MB"
            inputMode="decimal"
            short
            problem={memoryProblem(draft)}
            onChange={(memoryMegabytes) => {
              change({ memoryMegabytes });
            }}
          />
          <TextField
            label="Time of a slice, at most"
            value={draft.minutes}
            unit="min"
            inputMode="decimal"
            short
            problem={minutesProblem(draft)}
            onChange={(minutes) => {
              change({ minutes });
            }}
          />
        </div>
        <Choice
          label="Who may run it"
          options={[
            { id: 'anyone', label: 'Anyone' },
            { id: 'known', label: 'People I know' },
            { id: 'chosen', label: 'Chosen people' },
          ]}
          value={whoOf(draft, known)}
          onChange={(who) => {
            change({ audience: who === 'anyone' ? null : who === 'known' ? [...known] : [] });
          }}
        />
        {draft.audience !== null && <Audience chosen={draft.audience} />}
        {draft.audience !== null && known.length === 0 && (
          <p className={css.hint}>
            People whom you know are those with whom you have exchanged hours: nobody yet.
          </p>
        )}
      </Step>
      <Notice>People who run this can read its code and its input.</Notice>
    </>
  );
}

/** Those with whom there are receipts are whom one knows; as soon as one of them is left out, they are chosen. */
function whoOf({ audience }: Draft, known: readonly string[]): 'anyone' | 'known' | 'chosen' {
  if (audience === null) return 'anyone';
  const isAll = known.length === audience.length && known.every((id) => audience.includes(id));
  return isAll && known.length > 0 ? 'known' : 'chosen';
}

/** People who are here, and those with whom there are receipts. */
function Audience({ chosen }: { readonly chosen: readonly string[] }) {
  const { change } = useDraft();
  const [people, statement] = [usePeople(), useStatement()];
  const here = new Set(people?.present.map(({ person }) => person.id));
  const all = [
    ...chosen.map((id) => ({ id, name: null })),
    ...(statement?.people.map(({ with: person }) => person) ?? []),
    ...(people?.present.map(({ person }) => person) ?? []),
  ];
  const known = new Map(all.map((person) => [person.id, person] as const));
  if (known.size === 0)
    return <p className={css.hint}>Nobody is here yet whom you could choose.</p>;
  return (
    <CheckList
      label="They may"
      options={[...known.values()].map((person) => ({
        id: person.id,
        label: personName(person),
        hint: `${here.has(person.id) ? 'here now' : 'not here now'}${person.name === null ? '' : `, ${shortKey(person.id)}`}`,
      }))}
      chosen={chosen}
      onChange={(audience) => {
        change({ audience: [...audience] });
      }}
    />
  );
}

function summaryOf({ memoryMegabytes, minutes, audience }: Draft): string {
  const who =
    audience === null ? 'anyone' : plural(audience.length, 'chosen person', 'chosen people');
  return `${memoryMegabytes} MB, ${minutes} min, ${who}`;
}
