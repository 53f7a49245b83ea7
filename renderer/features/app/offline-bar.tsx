import { CloudOff } from 'lucide-react';
import { formatWhen } from '../../../shared/api/words.ts';
import { useConnection } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import css from './offline-bar.module.css';
import { useNow } from './use-now.ts';

/** Says that the page does not hear from its node, and from when what it shows is. */
export function OfflineBar({ hasContent }: { readonly hasContent: boolean }) {
  const { state, sinceMs, retry } = useConnection();
  const now = useNow();
  if (state !== 'disconnected') return null;
  return (
    <div className={css.bar} role="status">
      <CloudOff />
      <span>
        No answer from Common Hours since {formatWhen(sinceMs, now)}.{' '}
        {hasContent && 'What you see is from then. '}
        If it was ended, start it and open the address that it prints.
      </span>
      <Button small onPress={retry}>
        Try now
      </Button>
    </div>
  );
}
