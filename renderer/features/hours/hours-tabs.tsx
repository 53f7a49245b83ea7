import { NavTabs } from '../../ui/nav-tabs.tsx';
import { supplyPath } from '../app/pages.ts';

/** One's own statement, and where the hours of all come from. */
export function HoursTabs({ here }: { readonly here: 'statement' | 'supply' }) {
  return (
    <NavTabs
      label="Hours"
      tabs={[
        { href: '/hours', name: 'Your statement', here: here === 'statement' },
        { href: supplyPath, name: 'How hours come into being', here: here === 'supply' },
      ]}
    />
  );
}
