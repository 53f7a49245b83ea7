import type { ValuesView } from '../../../shared/api/stake-shape.ts';
import { formatPpm, ppmOf, voiceSentence } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Chart } from '../../ui/charts/chart.tsx';
import { Bands } from '../../ui/charts/bands.tsx';
import { PointMap } from '../../ui/charts/point-map.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Explain } from '../../ui/explain.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { causesPath } from '../app/pages.ts';
import { CauseLink, shortened } from './cause-link.tsx';
import css from './stakes.module.css';

/** What the stake of all is held for: how it moved, which causes the same people hold, and whether one voice leads. */
export function ValuesPart({ values }: { readonly values: ValuesView }) {
  if (values.held === 0) {
    return (
      <Panel title="What this network values">
        <Empty action={<ButtonLink href={causesPath}>See what people propose</ButtonLink>}>
          Nobody holds stake in anybody else yet.
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      <Panel
        title="What this network values"
        aside={
          <Explain
            label="How this is worked out"
            title="What carries weight"
            sentences={[
              'A cause weighs what others than its author hold under it.',
              'Causes that the same people hold weigh together: what they have in common counts once.',
              'As many equal causes would be spread as evenly as these are.',
            ]}
          />
        }
      >
        <div className={text.stack}>
          <p className={css.said}>{voiceSentence(values)}</p>
          {values.bands.rounds.length > 0 && <BandsChart bands={values.bands} />}
        </div>
      </Panel>
      {values.causes.length > 1 && (
        <Panel title="Which causes the same people hold">
          <CausesMap causes={values.causes} />
        </Panel>
      )}
    </>
  );
}

/** Parts in words, or as dots where amounts are hidden. */
function usePart(): (ppm: number) => string {
  const veil = useVeil();
  return (ppm) => veil(formatPpm(ppm));
}

function BandsChart({ bands }: Pick<ValuesView, 'bands'>) {
  const part = usePart();
  const { rounds, causes, others } = bands;
  const rows = rounds.map((_, at) => [
    ...causes.map(({ units }) => units[at] ?? 0n),
    others[at] ?? 0n,
  ]);
  const sums = rows.map((row) => row.reduce((sum, each) => sum + each, 0n));
  const share = (units: bigint, at: number) => ppmOf(units, sums[at] ?? 0n);
  const shares = rows.map((row, at) => row.map((units) => share(units, at)));
  const marks = [...causes.map((_, index) => String(index + 1)), 'others'];
  const last = rounds.length - 1;
  return (
    <>
      <Chart
        title="Which part of all stake in others is held under each cause, round by round"
        headings={['Round', ...marks]}
        readings={rounds.map((round, at) => ({
          label: `Round ${round}`,
          values: (shares[at] ?? []).map(part),
          sentence: `Round ${round}: ${(shares[at] ?? []).map((each, key) => `${marks[key] ?? ''} ${part(each)}`).join(', ')}`,
        }))}
        entries={[]}
        note="a band for each cause, as named below"
        height={200}
        draw={(frame) => (
          <Bands
            rows={shares}
            marks={marks}
            labels={rounds.map((round) => `Round ${round}`)}
            frame={frame}
          />
        )}
      />
      <ol className={css.key}>
        {causes.map(({ cause, units }, index) => (
          <li key={cause.id}>
            <b>{index + 1}</b>
            <span>
              <CauseLink cause={cause} />
            </span>
            <span>{part(share(units[last] ?? 0n, last))}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

const namedMost = 12;

function CausesMap({ causes }: Pick<ValuesView, 'causes'>) {
  const part = usePart();
  return (
    <>
      <Chart
        title="Causes on a map: those that the same people hold lie near each other"
        headings={['Cause', 'By', 'Held under it', 'Weighs', 'Direction']}
        readings={causes.map(({ cause, sharePpm, weightPpm, direction }, index) => ({
          label: `${index + 1} ${shortened(cause.statement, 60)}`,
          values: [personName(cause.issuer), part(sharePpm), part(weightPpm), direction],
          sentence: `${index + 1}: ${personName(cause.issuer)}, “${shortened(cause.statement, 90)}”, ${part(sharePpm)}, ${direction}`,
        }))}
        entries={[{ swatch: 'solid', label: 'area: stake held under it' }]}
        note="causes that the same people hold lie near each other"
        isWordy
        height={300}
        draw={(frame) => (
          <PointMap
            points={causes.map(({ x, y, sharePpm }, index) => ({
              x: x / 1_000,
              y: y / 1_000,
              weight: sharePpm,
              mark: index < namedMost ? String(index + 1) : '',
            }))}
            frame={frame}
          />
        )}
      />
      <ol className={css.key}>
        {causes.slice(0, namedMost).map(({ cause, direction }, index) => (
          <li key={cause.id}>
            <b>{index + 1}</b>
            <span>
              <CauseLink cause={cause} />
            </span>
            <span>{direction}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
