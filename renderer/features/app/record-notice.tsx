import { ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useActiveCommunity, useCommunities, usePlaceTrouble, useStatus } from './views.ts';

/**
 * Says what keeps this person from working where they lend and ask: that they have left, say; or that the part of the
 * program that keeps the record is not there, while the rest goes on.
 */
export function RecordNotice() {
  const [status, list] = [useStatus(), useCommunities()];
  const active = useActiveCommunity();
  const trouble = usePlaceTrouble();
  if (status?.community.kind !== 'community') return null;
  if (trouble !== null) {
    return (
      <Notice
        actions={
          <ButtonLink href="/community" small>
            Your communities
          </ButtonLink>
        }
      >
        {trouble}
      </Notice>
    );
  }
  if (list === undefined || active !== null) return null;
  return (
    <Notice title="The record of this community is not open at the moment.">
      Lending and your jobs go on, and what is signed meanwhile is kept. It is started again by
      itself; if this stays for minutes, restart Common Hours.
    </Notice>
  );
}
