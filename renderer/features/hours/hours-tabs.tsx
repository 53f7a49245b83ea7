import { NavTabs } from '../../ui/nav-tabs.tsx';
import { receiptsPath, supplyPath } from '../app/pages.ts';

/** One's own statement, the receipts behind it, and where the hours of all come from. */
export function HoursTabs({ here }: { readonly here: 'statement' | 'receipts' | 'supply' }) {
  return (
    <NavTabs
      label="Hours"
      tabs={[
        { href: '/hours', name: 'Your statement', here: here === 'statement' },
        { href: receiptsPath, name: 'Receipts', here: here === 'receipts' },
        { href: supplyPath, name: 'How hours come into being', here: here === 'supply' },
      ]}
    />
  );
}
