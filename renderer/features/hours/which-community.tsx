import { useLocation } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { Choice } from '../../ui/choice.tsx';
import { foreseenPath, hoursOfPath, supplyPath } from '../app/pages.ts';
import { useActiveCommunity, useCommunities } from '../app/views.ts';
import css from './community-hours.module.css';

/** The community that an address names, or the one in which this machine lends and asks; null where it is not there. */
export function useShownCommunity(of: string | undefined): CommunityView | null {
  const [list, active] = [useCommunities(), useActiveCommunity()];
  if (of === undefined) return active;
  return list?.communities.find(({ id }) => id === of) ?? null;
}

const ownPaths = { supply: supplyPath, foreseen: foreseenPath } as const;

/** Whose hours are shown: every community that this node is in, whether or not one lends and asks there now. */
export function WhichCommunity({
  shown,
  part,
}: {
  readonly shown: CommunityView;
  readonly part?: 'supply' | 'foreseen';
}) {
  const [list, active] = [useCommunities(), useActiveCommunity()];
  const [, navigate] = useLocation();
  const communities = list?.communities ?? [];
  if (communities.length < 2) return null;
  const isHere = active?.id === shown.id;
  return (
    <>
      <Choice
        label="Community"
        hideLabel
        value={shown.id}
        options={communities.map(({ id, name }) => ({ id, label: name }))}
        onChange={(id) => {
          const own = part === undefined ? '/hours' : ownPaths[part];
          navigate(id === active?.id ? own : hoursOfPath(id, part));
        }}
      />
      {!isHere && (
        <p className={css.notHere}>This computer does not lend and ask in {shown.name} now.</p>
      )}
    </>
  );
}
