import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { InfluenceView } from '../../../shared/api/stake-shape.ts';
import { formatPpm, influenceSentence } from '../../../shared/api/stake-words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { Steps } from '../../ui/charts/steps.tsx';
import { Explain } from '../../ui/explain.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useHideAmounts, useVeil } from '../app/hide-amounts.ts';
import { Asked } from '../app/asked.tsx';
import { EgoPicture } from './ego-picture.tsx';
import { StakeFrame } from './stake-frame.tsx';
import css from './stakes.module.css';
import { ValuesPart } from './values-part.tsx';

/** How much of the network leads to oneself, and what the network values. */
export function InfluencePage() {
  return (
    <StakeFrame part="influence">{(community) => <Content community={community} />}</StakeFrame>
  );
}

function Content({ community }: { readonly community: CommunityView }) {
  const question = { community: community.id };
  const influence = useAnswer((node) => node.stakes.influence, question, community.revision);
  const values = useAnswer((node) => node.stakes.values, question, community.revision);
  return (
    <>
      <Asked answer={influence} label="Your influence">
        {(value) => (
          <>
            <Own influence={value} />
            {value.people.length > 1 && (
              <Panel title="Who connects to you">
                <EgoPicture influence={value} />
              </Panel>
            )}
          </>
        )}
      </Asked>
      <Asked answer={values} label="What this network values">
        {(value) => <ValuesPart values={value} />}
      </Asked>
    </>
  );
}

function Own({ influence }: { readonly influence: InfluenceView }) {
  const veil = useVeil();
  return (
    <Panel
      title="Your influence"
      aside={
        <Explain
          label="How this is worked out"
          title="Where influence leads"
          sentences={[
            'Everybody begins with the work that they have given and that others have signed; it fades by half in 182 days.',
            'From each of them it follows stake: whoever holds part of somebody receives that part of the influence that leads to them.',
            'It decides nothing by itself, and nobody can buy it: stake is only received for part of oneself.',
          ]}
        />
      }
    >
      <div className={text.stack}>
        <p className={css.said}>{veil(influenceSentence(influence))}</p>
        <p className={text.words}>Direction: {influence.direction}.</p>
        {influence.series.length > 0 && <InfluenceChart series={influence.series} />}
      </div>
    </Panel>
  );
}

function InfluenceChart({ series }: Pick<InfluenceView, 'series'>) {
  const veil = useVeil();
  const [isHidden] = useHideAmounts();
  const part = (ppm: number) => veil(formatPpm(ppm));
  return (
    <Chart
      title="Which part of the network’s influence led to you, round by round"
      headings={['Round', 'Leads to you', 'Average of eight rounds']}
      readings={series.map(({ round, ownPpm, averagePpm }) => ({
        label: `Round ${round}`,
        values: [part(ownPpm), part(averagePpm)],
        sentence: `Round ${round}: ${part(ownPpm)}, ${part(averagePpm)} on average of eight rounds`,
      }))}
      entries={[
        { swatch: 'stroke', label: 'leads to you' },
        { swatch: 'soft', label: 'average of eight rounds' },
      ]}
      note=""
      height={120}
      draw={(frame) => (
        <Steps
          points={series.map(({ ownPpm, averagePpm }, at) => ({
            ...{ at, value: ownPpm, average: averagePpm },
          }))}
          end={series.length}
          valueLabel={(value) => (isHidden ? '' : formatPpm(value))}
          timeLabel={(at) => `Round ${series.at(Math.min(at, series.length - 1))?.round ?? ''}`}
          frame={frame}
        />
      )}
    />
  );
}
