import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ImportView, ReleaseIngredientsView } from '../../../shared/api/software-shape.ts';
import { licenceWords, platformWord, sizeWords } from '../../../shared/api/software-words.ts';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useNow } from '../app/use-now.ts';
import { CostCard } from './cost-card.tsx';
import { launchHours, stillThere } from './launch-price.ts';
import { releaseTextOf, type ShareDraft } from './share-draft.ts';

const dayMs = 86_400_000;

/** What others will see of a release, and what a download of it will cost, before it is signed. */
export function SharePreview({
  community,
  draft,
  files,
  ingredients,
}: {
  readonly community: CommunityView;
  readonly draft: ShareDraft;
  readonly files: ImportView | undefined;
  readonly ingredients: ReleaseIngredientsView | undefined;
}) {
  const now = useNow();
  const { name, version, licence, platforms } = releaseTextOf(draft);
  const days = community.parameters.find((each) => each.name === 'horizonDays')?.value ?? 0n;
  return (
    <>
      <Panel title="As others will see it">
        <div className={text.stack}>
          <h3 dir="auto">
            {name === '' ? 'No name yet' : name} {version}
          </h3>
          <Facts
            facts={[
              ['Licence', licence === '' ? 'none chosen yet' : licenceWords(licence)],
              ['Size', files?.state === 'ready' ? sizeWords(files.size) : 'not read yet'],
              [
                'Runs on',
                platforms.length === 0 ? 'not said' : platforms.map(platformWord).join(', '),
              ],
            ]}
          />
        </div>
      </Panel>
      {ingredients !== undefined && (
        <CostCard
          title="What it will cost"
          release={{
            hours: launchHours(stillThere(draft, ingredients), ingredients),
            ...{ downloads: 0, expected: ingredients.expected, basis: ingredients.basis },
            untilMs: now + Number(days) * dayMs,
          }}
        />
      )}
    </>
  );
}
