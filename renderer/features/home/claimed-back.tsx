import { formatHours } from '../../../shared/api/account-words.ts';
import type { EntryView } from '../../../shared/api/contract.ts';
import { takenBackSentence } from '../../../shared/api/taken-back-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Row } from '../../ui/panel.tsx';
import { receiptPath } from '../app/pages.ts';
import { useStatement } from '../app/views.ts';
import { Hint } from './hint.tsx';

const recentMs = 7 * 86_400_000;
const peopleMax = 2;

interface Claimed {
  readonly newest: EntryView;
  readonly microCpuHours: bigint;
  readonly receipts: number;
}

/** Hours given here that somebody took back lately, for each such person, as far as the newest receipts say. */
export function useClaimedBack(nowMs: number): readonly Claimed[] {
  const recent = useStatement()?.newest.filter(
    ({ takenBack }) => takenBack?.by === 'them' && nowMs - (takenBack.atMs ?? 0) < recentMs,
  );
  return [...Map.groupBy(recent ?? [], (entry) => entry.with.id).values()]
    .flatMap((entries) => {
      const [newest] = entries;
      if (newest === undefined) return [];
      const microCpuHours = entries.reduce((sum, each) => sum + each.microCpuHours, 0n);
      return [{ newest, microCpuHours, receipts: entries.length }];
    })
    .slice(0, peopleMax);
}

/** Each with its reason, and the way to the receipt. */
export function ClaimedBack({ claimed }: { readonly claimed: readonly Claimed[] }) {
  return claimed.map(({ newest, microCpuHours, receipts }) => (
    <Row key={newest.with.id}>
      <Hint
        title={`${personName(newest.with)} takes back ${formatHours(microCpuHours, 'cpu')} that you gave`}
        action={
          <ButtonLink href={receiptPath(newest.receipt)} small>
            {receipts === 1
              ? 'See the receipt'
              : `See the newest of ${plural(receipts, 'receipt')}`}
          </ButtonLink>
        }
      >
        {takenBackSentence(newest)}
      </Hint>
    </Row>
  ));
}
