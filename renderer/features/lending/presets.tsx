import type { TermsView } from '../../../shared/api/lending-contract.ts';
import { plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { CardChoice } from '../../ui/card-choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { UnitStrip } from '../../ui/unit-strip.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { limitMarks } from './core-strip.tsx';
import { cellsOf } from './core-slider.tsx';
import css from './presets.module.css';

const names = { quiet: 'Quiet', balanced: 'Balanced', generous: 'Generous' } as const;

/** Three ready sets of terms in the numbers of this machine, and the strip that shows what holds. */
export function Presets({ view }: { readonly view: TermsView }) {
  const { start, refusal } = useCall((node) => node.lending.usePreset);
  const cannot = useCannotAct();
  return (
    <div className={css.presets}>
      <CardChoice
        label="How much to lend"
        value={view.preset}
        isDisabled={cannot !== null}
        options={view.presets.map(({ name, sentence }) => ({
          id: name,
          title: names[name],
          words: sentence,
        }))}
        onChange={(preset) => {
          void start({ preset });
        }}
      />
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
      <TermsStrip view={view} />
    </div>
  );
}

/** The cores that may be lent while somebody is here (filled) and while nobody is (up to the second mark). */
export function TermsStrip({ view }: { readonly view: TermsView }) {
  const { here, away } = view.terms;
  const { cores } = view.machine;
  const cells = cellsOf(Math.max(here.cores, away.cores), cores);
  const each = Math.max(1, Math.ceil(cores / Math.max(1, cells.length)));
  return (
    <UnitStrip
      label={`Of ${plural(cores, 'core')}, at most ${here.cores} while you are here and ${away.cores} while you are away.`}
      cells={cells}
      marks={limitMarks(here.cores, away.cores, each)}
    />
  );
}
