import type { LendingView, NodeStatusView } from '../../../shared/api/contract.ts';
import { finalityNote } from '../../../shared/api/account-words.ts';
import { connectionSentence, formatWhen, plural } from '../../../shared/api/words.ts';
import { useConnection } from '../../node/node-provider.tsx';
import { NextRound } from '../stakes/next-round.tsx';
import css from './status-bar.module.css';
import { useNow } from './use-now.ts';
import { useActiveCommunity } from './views.ts';

interface StatusBarProps {
  readonly status: NodeStatusView | null;
  readonly lending: LendingView | null;
  readonly jobsRunning: number;
}

/** How the node is connected and what goes on, in one line that is always in sight. */
export function StatusBar({ status, lending, jobsRunning }: StatusBarProps) {
  const now = useNow();
  const link = useConnection();
  const community = useActiveCommunity();
  const lost = link.state === 'disconnected';
  const cores = lending?.cores.inUse ?? 0;
  return (
    <footer className={css.bar} data-region tabIndex={-1} aria-label="Status">
      {status && (
        <>
          <span className={css.state}>
            <span
              className={css.sign}
              data-state={lost ? 'offline' : status.connection.state}
              aria-hidden="true"
            />
            {lost
              ? `No answer since ${formatWhen(link.sinceMs, now)}`
              : connectionSentence(status.connection, now)}
          </span>
          {community && <NextRound community={community} nowMs={now} />}
          {cores > 0 && <span>{plural(cores, 'core')} lent</span>}
          {jobsRunning > 0 && <span>{plural(jobsRunning, 'job')} of yours in progress</span>}
          {community && <span>{finalityNote(community, now)}</span>}
          <span className={css.end} dir="auto">
            {status.community.kind === 'community' ? 'Community' : 'Open group'}{' '}
            {status.community.name}
          </span>
        </>
      )}
    </footer>
  );
}
