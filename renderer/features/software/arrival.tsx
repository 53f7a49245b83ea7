import type { OnShelfView } from '../../../shared/api/software-shape.ts';
import { shelfSentence } from '../../../shared/api/software-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Notice } from '../../ui/notice.tsx';
import text from '../../ui/text.module.css';
import { paidSentence, sourceWords, troublesOf } from './arrival-words.ts';
import css from './software.module.css';

/** How far a release is on its way here, what it cost so far, and from whom it comes. */
export function Arrival({ item }: { readonly item: OnShelfView }) {
  const { name, state, size, arrivedBytes, sources } = item;
  const sentence = shelfSentence(item);
  const paid = paidSentence(item);
  const troubles = troublesOf(item);
  return (
    <div className={css.arrival}>
      <p className={text.dense} role="status">
        {sentence}
      </p>
      {state !== 'ready' && (
        <BulletBar
          label={`How much of ${name} has arrived`}
          share={size.bytes === 0 ? 1 : arrivedBytes / size.bytes}
          valueLabel={sentence}
        />
      )}
      {paid !== null && <p className={text.dense}>{paid}</p>}
      {troubles.length > 0 && (
        <Notice title="Somebody who has it does not give it now.">
          {troubles.map((each) => (
            <p key={each}>{each}</p>
          ))}
        </Notice>
      )}
      {sources.length > 0 && (
        <Fold summary={`From ${plural(sources.length, 'computer')}`}>
          <ul className={css.list}>
            {sources.map((source) => (
              <li key={source.device}>
                <bdi>{personName(source.person)}</bdi>: {sourceWords(source)}
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </div>
  );
}
