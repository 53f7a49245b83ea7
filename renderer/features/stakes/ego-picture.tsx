import type { InfluenceView } from '../../../shared/api/stake-shape.ts';
import { formatPpm } from '../../../shared/api/stake-words.ts';
import { nameList, personName } from '../../../shared/api/words.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { TwoRings, type RingPoint } from '../../ui/charts/two-rings.tsx';
import { useVeil } from '../app/hide-amounts.ts';

type Person = InfluenceView['people'][number];

const ringWords = ['you', 'directly', 'one further'] as const;

/** Oneself in the middle, those who hold one or are held around it, and the next around them. */
export function EgoPicture({
  influence: { people, links },
}: {
  readonly influence: InfluenceView;
}) {
  const veil = useVeil();
  const part = (ppm: number) => veil(formatPpm(ppm));
  const byId = new Map(people.map((each) => [each.person.id, each]));
  const nameOf = ({ person, ring }: Person) => (ring === 0 ? 'You' : personName(person));
  const tied = (id: string, from: 'holder' | 'issuer', to: 'holder' | 'issuer') =>
    links
      .filter((link) => link[from] === id)
      .flatMap((link) => {
        const other = byId.get(link[to]);
        return other ? [`${nameOf(other)} ${part(link.partPpm)}`] : [];
      });
  const inWords = (names: readonly string[]) =>
    names.length === 0 ? '–' : nameList(names.map((name) => ({ id: name, name })));
  return (
    <Chart
      title="You, who holds you or is held by you, and who stands behind them"
      headings={['Person', 'Stands', 'Influence', 'Holds', 'Is held by']}
      readings={people.map((each) => {
        const holds = inWords(tied(each.person.id, 'holder', 'issuer'));
        const held = inWords(tied(each.person.id, 'issuer', 'holder'));
        const stands = ringWords[each.ring] ?? 'further';
        return {
          label: nameOf(each),
          values: [stands, part(each.influencePpm), holds, held],
          sentence: `${nameOf(each)}: ${part(each.influencePpm)} of the influence; holds ${holds}; is held by ${held}`,
        };
      })}
      entries={[{ swatch: 'solid', label: 'area: influence' }]}
      note="width of a line: stake"
      isWordy
      height={340}
      draw={(frame) => (
        <TwoRings
          points={people.map((each): RingPoint => {
            const ring = each.ring === 0 ? 0 : each.ring === 1 ? 1 : 2;
            return { id: each.person.id, name: nameOf(each), ring, weight: each.influencePpm };
          })}
          lines={links.map(({ holder, issuer, partPpm }) => ({
            ...{ from: holder, to: issuer, weight: partPpm },
          }))}
          frame={frame}
        />
      )}
    />
  );
}
