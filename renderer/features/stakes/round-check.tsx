import { Download } from 'lucide-react';
import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { roundFileBytesMax } from '../../../shared/api/stake-contract.ts';
import type { RoundDetailView } from '../../../shared/api/stake-shape.ts';
import { formatBytes, formatNumber } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import text from '../../ui/text.module.css';
import { saveBlob } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';

interface CheckProps {
  readonly community: CommunityView;
  readonly round: RoundDetailView;
}

/** Works the round out again on this computer, and gives its file to whoever wants to do so elsewhere. */
export function RoundCheck({ community, round }: CheckProps) {
  const checking = useCall((node) => node.stakes.check);
  const saving = useSaveRound(community, round);
  const cannot = useCannotAct();
  const [result, setResult] = useState<{ readonly isSame: boolean; readonly words: string } | null>(
    null,
  );
  const check = async () => {
    if (checking.isPending) return;
    setResult(null);
    const answer = await checking.start({ community: community.id, round: round.number });
    if (!answer.ok) return;
    const { isSame, sentence, milliseconds } = answer.value;
    setResult({ isSame, words: `${sentence} It took ${formatNumber(milliseconds)} ms.` });
  };
  const problem = checking.refusal?.detail ?? saving.problem;
  return (
    <div className={text.stack}>
      <p className={text.words}>
        The file of this round holds all of its offers, the method, and the proof that no better
        match was possible. Nobody has to be trusted for it.
      </p>
      {round.isExhausted && (
        <p className={text.dense}>
          The search for the best match was ended at its limit: what was matched fits together, and
          there might have been more.
        </p>
      )}
      <div role="status">
        {result !== null && (
          <Notice
            kind={result.isSame ? 'plain' : 'fault'}
            title={result.isSame ? 'The same came out.' : 'Something else came out.'}
          >
            {result.words}
          </Notice>
        )}
      </div>
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
      <Actions>
        <Button kind="primary" reason={cannot} onPress={() => void check()}>
          {checking.isPending ? 'Working it out…' : 'Work it out again'}
        </Button>
        <Button icon={<Download />} onPress={() => void saving.save()}>
          {saving.isReading ? 'Reading…' : 'Save file'}
        </Button>
      </Actions>
      <Facts
        facts={[
          ['File', formatBytes(round.fileBytes)],
          ['Certificate', formatNumber(round.height)],
          ['Hash', <LongKey key="hash" value={round.fileHash} label="hash of the file" />],
        ]}
      />
    </div>
  );
}

/** Reads the file piece by piece and lets the person save it. */
function useSaveRound(community: CommunityView, round: RoundDetailView) {
  const { start, refusal } = useCall((node) => node.stakes.roundFile);
  const [isReading, setIsReading] = useState(false);
  const read = async (): Promise<readonly Uint8Array[] | null> => {
    const pieces: Uint8Array[] = [];
    let offset = 0;
    for (;;) {
      const answer = await start({ community: community.id, round: round.number, offset });
      if (!answer.ok) return null;
      const { piece, total } = answer.value;
      pieces.push(piece);
      offset += piece.byteLength;
      // a node that gives nothing, or never ends, is not asked for ever
      if (offset >= total) return pieces;
      if (piece.byteLength === 0 || offset > roundFileBytesMax) return null;
    }
  };
  return {
    isReading,
    problem: refusal?.detail ?? null,
    async save() {
      if (isReading) return;
      setIsReading(true);
      const pieces = await read();
      setIsReading(false);
      if (pieces === null) return;
      const name = `common-hours-round-${round.number}.json`;
      saveBlob(new Blob(pieces as Uint8Array<ArrayBuffer>[], { type: 'application/json' }), name);
    },
  };
}
