import { useState } from 'react';
import { formatShare, shareSentence } from '../../../shared/api/work-words.ts';
import { lentShare } from '../../../shared/domain/limits.ts';
import { Choice } from '../../ui/choice.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';

const presets = [250, 500, 750, lentShare.most] as const;

interface CoreShareProps {
  readonly cores: number;
  readonly shareMilli: number;
  /** Whether the node took it. */
  readonly onShare: (shareMilli: number) => Promise<boolean>;
}

/** How much of each lent core jobs may use. A share that the command line set stands among the others. */
export function CoreShare({ cores, shareMilli, onShare }: CoreShareProps) {
  const [chosen, setChosen] = useState<{ readonly share: number; readonly instead: number }>();
  const cannot = useCannotAct();
  // Shown at once, until the node says what holds.
  const shown = chosen?.instead === shareMilli ? chosen.share : shareMilli;
  const shares = [...new Set([...presets, shareMilli])].toSorted((a, b) => a - b);
  return (
    <Choice
      label="Use at most this much of each core"
      value={String(shown)}
      isDisabled={cannot !== null}
      hint={shareSentence(cores, shown)}
      options={shares.map((share) => ({ id: String(share), label: formatShare(share) }))}
      onChange={(id) => {
        const share = Number(id);
        setChosen({ share, instead: shareMilli });
        void onShare(share).then((taken) => {
          if (!taken) setChosen(undefined);
        });
      }}
    />
  );
}
