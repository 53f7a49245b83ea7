import type { MachineView } from '../../../shared/api/contract.ts';
import { formatMeasuredRating } from '../../../shared/api/words.ts';
import { ratingSentences } from '../../../shared/api/work-words.ts';
import { Explain } from '../../ui/explain.tsx';
import { useNow } from '../app/use-now.ts';

/** How fast a core is against the reference core, with what that means and where it comes from. */
export function Rating({ machine }: { readonly machine: MachineView }) {
  const now = useNow();
  const { ratingMilli, ratingSpreadMilli } = machine;
  return (
    <>
      {ratingMilli !== null && (
        <>{formatMeasuredRating(ratingMilli, ratingSpreadMilli)} × the reference core. </>
      )}
      <Explain
        label="How it is measured"
        title="How fast a core is"
        sentences={ratingSentences(machine, now)}
      />
    </>
  );
}
