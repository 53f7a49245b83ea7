import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import text from '../../ui/text.module.css';
import { useJobs, useLending } from '../app/views.ts';
import { isOpen } from '../jobs/job-progress.ts';

export type Destination =
  { readonly community: Pick<CommunityView, 'id' | 'name'> } | { readonly code: string };

interface MovePlaceProps {
  readonly from: string;
  /** Null while nothing is asked. */
  readonly to: Destination | null;
  readonly onClose: () => void;
}

/** Asks once before this computer lends and asks elsewhere, with what becomes of the work in hand. */
export function MovePlace({ from, to, onClose }: MovePlaceProps) {
  const { start, isPending } = useCall((node) => node.place.use);
  const [problem, setProblem] = useState<string | null>(null);
  const [jobs, lending] = [useJobs(), useLending()];
  const mine = jobs?.jobs.filter((job) => isOpen(job.state)).length ?? 0;
  const theirs = lending?.running.length ?? 0;
  const name = to === null ? '' : nameOf(to);
  const go = async () => {
    if (to === null) return;
    const community = 'community' in to ? to.community.id : null;
    const answer = await start({ community, code: 'code' in to ? to.code : null });
    setProblem(answer.ok ? null : answer.error.detail);
  };
  return (
    <>
      {problem !== null && (
        <Notice kind="fault" live title="This computer stays where it is.">
          {problem}
        </Notice>
      )}
      <p role="status" className="visually-hidden">
        {isPending ? 'Going there' : ''}
      </p>
      <Confirm
        title={`Lend and ask in ${name}?`}
        open={to !== null}
        keep="Stay"
        confirm="Go there"
        onClose={onClose}
        onConfirm={() => void go()}
        kind="primary"
      >
        <ul className={text.stack}>
          <li>From now on this computer lends to the people there, and asks them.</li>
          <li>
            {theirs === 0
              ? 'Nothing runs here for others at the moment.'
              : `${plural(theirs, 'job')} for others ${theirs === 1 ? 'is' : 'are'} handed back and ${theirs === 1 ? 'goes' : 'go'} to somebody else.`}
          </li>
          <li>
            {mine === 0
              ? 'None of your own jobs is open.'
              : `${mine === 1 ? 'Your open job waits' : `Your ${plural(mine, 'open job')} wait`} until you come back to ${from}.`}
          </li>
          <li>Hours stay where they are: each community counts its own.</li>
        </ul>
      </Confirm>
    </>
  );
}

function nameOf(to: Destination): string {
  return 'community' in to ? to.community.name : `the open group “${to.code}”`;
}
