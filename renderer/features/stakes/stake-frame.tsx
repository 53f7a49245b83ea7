import type { ReactNode } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { stakeDefinition } from '../../../shared/api/stake-words.ts';
import { causesPath, influencePath, memoryPath, offersPath, roundsPath } from '../app/pages.ts';
import { CommunityFrame } from '../app/community-frame.tsx';

export type StakePart = 'mine' | 'causes' | 'offers' | 'rounds' | 'influence' | 'memory';

interface StakeFrameProps {
  readonly part: StakePart;
  /** For a page below its part: what it is called, and what leads back. */
  readonly title?: string;
  readonly back?: { readonly href: string; readonly label: string };
  readonly subline?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: (community: CommunityView) => ReactNode;
}

const parts: readonly {
  readonly part: StakePart;
  readonly name: string;
  readonly href: string;
}[] = [
  { part: 'mine', name: 'Mine', href: '/stakes' },
  { part: 'causes', name: 'Causes', href: causesPath },
  { part: 'offers', name: 'Offers', href: offersPath },
  { part: 'rounds', name: 'Rounds', href: roundsPath },
  { part: 'influence', name: 'Influence', href: influencePath },
  { part: 'memory', name: 'Memory', href: memoryPath },
];

/** The frame of each stake screen: what a stake is, the parts, and the community whose stakes they are. */
export function StakeFrame({ part, subline, ...props }: StakeFrameProps) {
  return (
    <CommunityFrame
      about="Stakes"
      hue="stake"
      subline={subline ?? 'Everything you hold, you received by giving up part of yourself.'}
      definition={stakeDefinition}
      kept="Stakes are kept on the record of a community"
      parts={() => parts.map(({ part: each, name, href }) => ({ name, href, here: each === part }))}
      {...props}
    />
  );
}
