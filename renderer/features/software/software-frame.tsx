import type { ReactNode } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { CommunityFrame } from '../app/community-frame.tsx';
import { sharedSoftwarePath, softwarePath } from '../app/pages.ts';

export type SoftwarePart = 'find' | 'mine';

interface SoftwareFrameProps {
  readonly part: SoftwarePart;
  /** For a page below its part: what it is called, and what leads back. */
  readonly title?: string;
  readonly back?: { readonly href: string; readonly label: string };
  readonly subline?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: (community: CommunityView) => ReactNode;
}

const parts: readonly {
  readonly part: SoftwarePart;
  readonly name: string;
  readonly href: string;
}[] = [
  { part: 'find', name: 'Find', href: softwarePath },
  { part: 'mine', name: 'Mine', href: sharedSoftwarePath },
];

/** The frame of each page of software. */
export function SoftwareFrame({ part, subline, ...props }: SoftwareFrameProps) {
  return (
    <CommunityFrame
      about="Software"
      hue="man"
      subline={
        subline ?? 'What people here have made and share, until the hours in it are paid back.'
      }
      kept="Releases are kept on the record of a community"
      parts={() => parts.map(({ part: each, name, href }) => ({ name, href, here: each === part }))}
      {...props}
    />
  );
}
