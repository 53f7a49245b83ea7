import { Notice } from '../../ui/notice.tsx';
import { useActiveCommunity, useCommunities, useStatus } from './views.ts';

/** Says that the part of the program that keeps the record is not there, while the rest goes on. */
export function RecordNotice() {
  const [status, list] = [useStatus(), useCommunities()];
  const active = useActiveCommunity();
  if (status?.community.kind !== 'community' || list === undefined || active !== null) return null;
  return (
    <Notice title="The record of this community is not open at the moment.">
      Lending and your jobs go on, and what is signed meanwhile is kept. It is started again by
      itself; if this stays for minutes, restart Common Hours.
    </Notice>
  );
}
