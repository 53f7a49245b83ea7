import text from '../../ui/text.module.css';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { keptWords, type KeptAt } from './use-kept-draft.ts';
import { useNow } from './use-now.ts';

/** That what is written here is kept until it is sent, and a way to begin again. */
export function DraftKept({
  keptAtMs,
  onStartOver,
}: {
  readonly keptAtMs: KeptAt;
  /** Null where nothing is written yet. */
  readonly onStartOver: (() => void) | null;
}) {
  const now = useNow();
  return (
    <Actions>
      <p className={text.dense}>{keptWords(keptAtMs, now)}</p>
      {onStartOver !== null && (
        <Button small kind="quiet" onPress={onStartOver}>
          Start over
        </Button>
      )}
    </Actions>
  );
}
