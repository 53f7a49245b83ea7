import type { MineView } from '../../../shared/api/stake-shape.ts';
import { formatPart, ppmOf, wholeSentence } from '../../../shared/api/stake-words.ts';
import { capital, countWord, personName } from '../../../shared/api/words.ts';
import { useVeil } from '../app/hide-amounts.ts';
import css from './self-bar.module.css';

interface Segment {
  readonly id: string;
  readonly name: string;
  readonly units: bigint;
}

const segmentsMost = 8;

/** The heading above the bar: stake carries a triangle. */
export function SelfTitle() {
  return (
    <>
      <span className={css.triangle} aria-hidden="true" />
      Your stake in yourself
    </>
  );
}

/** All of oneself as a bar: what one keeps, and what others hold, each with a name where there is room. */
export function SelfBar({ mine: { issued, own, holders } }: { readonly mine: MineView }) {
  const veil = useVeil();
  const segments = segmentsOf(holders);
  const said = segments.map(({ name, units }) => `${name} ${formatPart(units, issued)}`).join(', ');
  const label = `You keep ${formatPart(own, issued)}${said === '' ? '' : `; others hold ${said}`}`;
  return (
    <div className={css.bar} role="img" aria-label={veil(label)} data-hue="stake">
      {own > 0n && (
        <span className={css.own} style={{ flexGrow: ppmOf(own, issued) }}>
          {veil(`You keep ${formatPart(own, issued)}`)}
        </span>
      )}
      {segments.map(({ id, name, units }) => (
        <span
          key={id}
          className={css.other}
          style={{ flexGrow: ppmOf(units, issued) }}
          title={veil(`${name} ${formatPart(units, issued)}`)}
        >
          {ppmOf(units, issued) >= 60_000 && <bdi>{name}</bdi>}
        </span>
      ))}
    </div>
  );
}

/** By person, the largest first; the small ones together. */
function segmentsOf(holders: MineView['holders']): readonly Segment[] {
  const byPerson = new Map<string, Segment>();
  for (const { person, units } of holders) {
    const before = byPerson.get(person.id)?.units ?? 0n;
    byPerson.set(person.id, {
      id: person.id,
      name: personName(person),
      units: before + units,
    });
  }
  const all = [...byPerson.values()].toSorted((a, b) => Number(b.units - a.units));
  if (all.length <= segmentsMost) return all;
  const rest = all.slice(segmentsMost - 1);
  const units = rest.reduce((sum, each) => sum + each.units, 0n);
  return [
    ...all.slice(0, segmentsMost - 1),
    { id: 'others', name: `${rest.length} others`, units },
  ];
}

/** What the bar says, in a sentence or two. */
export function selfSentence({ issued, own, held, holders, portfolio }: MineView): string {
  const others = new Set(holders.map(({ person }) => person.id)).size;
  const direct = new Set(held.map(({ person }) => person.id)).size;
  const through = portfolio.filter(({ directPpm }) => directPpm === 0).length;
  if (others === 0 && direct === 0) {
    return own === issued ? wholeSentence : 'No one else holds any of you.';
  }
  const holding =
    others === 0
      ? 'No one else holds any of you.'
      : `${capital(people(others))} ${others === 1 ? 'holds' : 'hold'} the other ${formatPart(issued - own, issued)}.`;
  if (direct === 0) return `${holding} You hold stake in no one else.`;
  const more = through === 0 ? '' : `, and in ${through} more through them`;
  return `${holding} You hold stake in ${people(direct)}${more}.`;
}

function people(count: number): string {
  return `${countWord(count)} ${count === 1 ? 'person' : 'people'}`;
}
