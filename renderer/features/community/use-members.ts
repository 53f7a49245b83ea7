import { useEffect, useState } from 'react';
import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { useCall, useConnection } from '../../node/node-provider.tsx';

/** More pages than a community has members: who answers for ever is not asked for ever. */
const pagesMax = 40;

/** All members of a community, read page by page, and again when something has changed. */
export function useMembers({ id, revision }: Pick<CommunityView, 'id' | 'revision'>) {
  const { start, refusal, isPending } = useCall((node) => node.members.list);
  const { state } = useConnection();
  const [members, setMembers] = useState<readonly MemberView[] | undefined>(undefined);
  useEffect(() => {
    if (state !== 'connected') return;
    let isStale = false;
    const read = async () => {
      const all: MemberView[] = [];
      for (let page = 0; page < pagesMax; page += 1) {
        const after = all.at(-1)?.person.id ?? null;
        const answer = await start({ community: id, after, limit: pageSizeMax });
        if (!answer.ok || isStale) return;
        all.push(...answer.value.members);
        if (answer.value.members.length === 0 || all.length >= answer.value.total) break;
      }
      if (!isStale) setMembers(all);
    };
    void read();
    return () => {
      isStale = true;
    };
  }, [id, revision, state, start]);
  return { members, problem: refusal?.detail ?? null, isReading: isPending };
}
