import { Link } from 'wouter';
import type { StatementView } from '../../../shared/api/contract.ts';
import { plural } from '../../../shared/api/words.ts';
import { Notice } from '../../ui/notice.tsx';
import text from '../../ui/text.module.css';
import { receiptPath } from '../app/pages.ts';

/** Receipts among the newest that the record will never hold, each reason once. */
export function NeverFinal({ statement }: { readonly statement: StatementView }) {
  const lost = statement.newest.flatMap(({ receipt, finality }) => {
    const isLost = finality !== null && finality.state !== 'final' && finality.fromMs === null;
    return isLost ? [{ receipt, reason: finality.reason ?? 'It will never be final.' }] : [];
  });
  if (lost.length === 0) return null;
  return (
    <Notice title={`${plural(lost.length, 'receipt')} will not become final.`}>
      <ul className={text.stack}>
        {[...Map.groupBy(lost, ({ reason }) => reason)].map(([reason, [first, ...others]]) => (
          <li key={reason}>
            {`${reason} `}
            {first && (
              <Link href={receiptPath(first.receipt)} className={text.inText ?? ''}>
                {others.length === 0 ? 'See the receipt' : `See the newest of ${others.length + 1}`}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
