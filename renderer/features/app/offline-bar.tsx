import { CloudOff } from 'lucide-react';
import { formatWhen } from '../../../shared/api/words.ts';
import { useConnection } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import css from './offline-bar.module.css';
import { useNow } from './use-now.ts';

/** A node that only starts again is back within this time, at the address that it had. */
const patienceMs = 20_000;

/** Says that the page does not hear from its node, and from when what it shows is. */
export function OfflineBar({ hasContent }: { readonly hasContent: boolean }) {
  const { state, sinceMs, retry } = useConnection();
  const now = useNow(5_000);
  if (state !== 'disconnected') return null;
  return (
    <div className={css.bar} role="status">
      <CloudOff />
      <span>
        No answer from Common Hours since {formatWhen(sinceMs, now)}.{' '}
        {hasContent && 'What you see is from then. '}
        {now - sinceMs < patienceMs ? (
          'This page tries again by itself.'
        ) : (
          <>
            If it was ended, start it. If it runs, it has another address by now, which{' '}
            <code>common-hours status</code> prints: open that one.
          </>
        )}
      </span>
      <Button small onPress={retry}>
        Try now
      </Button>
    </div>
  );
}
