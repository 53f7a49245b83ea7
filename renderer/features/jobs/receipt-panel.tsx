import { Link } from 'wouter';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { receiptPath } from '../app/pages.ts';
import { useStatement } from '../app/views.ts';
import { Measured } from '../hours/measured.tsx';

/** How the cost was measured, with both signatures. */
export function ReceiptPanel({ receipt }: { readonly receipt: string }) {
  const statement = useStatement();
  const entry = statement?.newest.find((each) => each.receipt === receipt);
  return (
    <Panel title="Receipt" aside={<Link href={receiptPath(receipt)}>In the statement</Link>}>
      {entry ? (
        <Measured entry={entry} />
      ) : statement === undefined ? (
        <Skeleton lines={2} />
      ) : (
        <p>This receipt lies further back in your statement.</p>
      )}
    </Panel>
  );
}
