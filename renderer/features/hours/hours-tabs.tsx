import { NavTabs } from '../../ui/nav-tabs.tsx';
import { foreseenPath, hoursOfPath, receiptsPath, supplyPath } from '../app/pages.ts';

interface HoursTabsProps {
  readonly here: 'statement' | 'receipts' | 'supply' | 'foreseen';
  /** A community that is not the one in which this machine lends and asks. */
  readonly of?: string | undefined;
}

/** One's own statement, the receipts behind it, and where the hours of all come from. */
export function HoursTabs({ here, of }: HoursTabsProps) {
  const statement = of === undefined ? '/hours' : hoursOfPath(of);
  const supply = of === undefined ? supplyPath : hoursOfPath(of, 'supply');
  const foreseen = of === undefined ? foreseenPath : hoursOfPath(of, 'foreseen');
  return (
    <NavTabs
      label="Hours"
      tabs={[
        { href: statement, name: 'Your statement', here: here === 'statement' },
        // Receipts are kept where one lends and asks.
        ...(of === undefined
          ? [{ href: receiptsPath, name: 'Receipts', here: here === 'receipts' }]
          : []),
        { href: supply, name: 'How hours come into being', here: here === 'supply' },
        { href: foreseen, name: 'What will be needed', here: here === 'foreseen' },
      ]}
    />
  );
}
