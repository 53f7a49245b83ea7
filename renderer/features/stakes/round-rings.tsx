import { useState } from 'react';
import type { RoundDetailView } from '../../../shared/api/stake-shape.ts';
import { formatPart } from '../../../shared/api/stake-words.ts';
import { capital, countWord, personName } from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { RingOfArcs } from '../../ui/charts/ring-of-arcs.tsx';
import { Facts } from '../../ui/facts.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import text from '../../ui/text.module.css';
import { useHideAmounts, useVeil } from '../app/hide-amounts.ts';
import { useStatus } from '../app/views.ts';

type Ring = RoundDetailView['rings'][number];

/** How the offers fit together: the rings as sentences, one of them as a picture, and what cancelled out. */
export function RoundRings({ round }: { readonly round: RoundDetailView }) {
  const veil = useVeil();
  const me = useStatus()?.me.id;
  const [chosen, setChosen] = useState('0');
  const nameOf = (person: Ring['people'][number]) =>
    person.id === me ? 'you' : personName(person);
  const ring = round.rings[Number(chosen)] ?? round.rings[0];
  const part = (units: bigint) => veil(formatPart(units, round.issued));
  if (ring === undefined) {
    return (
      <p className={text.dense}>
        No offers fitted together in a ring, so none could be matched: whatever one gives, somebody
        has to want.
      </p>
    );
  }
  const names = ring.people.map(nameOf);
  return (
    <div className={text.stack}>
      <p className={text.words}>{ringSentence(names)}</p>
      {round.rings.length > 1 && (
        <SelectField
          label="Which ring"
          value={chosen}
          options={round.rings.map((each, index) => ({
            id: String(index),
            label: `${each.people.map(nameOf).join(', ')}: ${part(each.units)}`,
          }))}
          onChange={setChosen}
        />
      )}
      <RingChart key={chosen} names={names} amount={part(ring.units)} />
      {!round.isWholeInRings && (
        <p className={text.dense}>
          These are the largest rings. There are smaller ones beside them.
        </p>
      )}
      {round.gross !== round.net && (
        <Facts
          facts={[
            ['Your offers gave', part(round.gross)],
            ['Cancelled out', part(round.gross - round.net)],
            ['Moved in the end', part(round.net)],
          ]}
        />
      )}
    </div>
  );
}

/** `Ines wanted Tomás, Tomás wanted you, you wanted Ines. The three offers fit together in a ring, …` */
function ringSentence(names: readonly string[]): string {
  const steps = names.map(
    (name, index) => `${name} wanted ${names[(index + 1) % names.length] ?? ''}`,
  );
  return `${capital(steps.join(', '))}. The ${countWord(names.length)} offers fit together in a ring, so each was matched.`;
}

function RingChart({
  names,
  amount,
}: {
  readonly names: readonly string[];
  readonly amount: string;
}) {
  const [isHidden] = useHideAmounts();
  // stake in each goes to the one who wanted it: from the next to oneself
  const steps = names.map(
    (name, index) => [names[(index + 1) % names.length] ?? '', name] as const,
  );
  return (
    <Chart
      title="How stake moved around the ring"
      headings={['Stake in', 'Went to', 'How much']}
      readings={steps.map(([of, to]) => ({
        label: of,
        values: [to, amount],
        sentence: `${amount} of ${of} went to ${to}`,
      }))}
      entries={[]}
      note="an arrow leads from each to whom they wanted"
      height={names.length > 4 ? 260 : 220}
      draw={(frame) => <RingOfArcs names={names} amount={isHidden ? '' : amount} frame={frame} />}
    />
  );
}
