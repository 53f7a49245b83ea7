import {
  diskNearlyFullSentence,
  diskNearlyFullTitle,
  isDiskNearlyFull,
} from '../../../shared/api/disk-words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Row } from '../../ui/panel.tsx';
import { useLendingNow, useTerms } from '../lending/use-terms.ts';
import { Hint } from './hint.tsx';

/** What fills the disk that others may use; null while there is room. */
export function useFullDisk(): string | null {
  const kept = useLendingNow()?.kept;
  const terms = useTerms()?.terms;
  if (kept === undefined || terms === undefined) return null;
  return isDiskNearlyFull(kept, terms) === true ? diskNearlyFullSentence(kept, terms) : null;
}

/** The limit can be raised, or what is kept be given up, in one place. */
export function DiskForYou({ sentence }: { readonly sentence: string }) {
  return (
    <Row>
      <Hint
        title={diskNearlyFullTitle}
        action={
          <ButtonLink href="/lending/limits" small>
            Change
          </ButtonLink>
        }
      >
        {sentence}
      </Hint>
    </Row>
  );
}
