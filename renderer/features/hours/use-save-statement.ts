import { useState } from 'react';
import type { AccountEpochView, CommunityView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { unitName, type CurrencyWord } from '../../../shared/api/account-words.ts';
import { statementFileText, type EpochWithLines } from '../../../shared/api/statement-file.ts';
import { plural } from '../../../shared/api/words.ts';
import type { Refusal } from '../../../shared/base/result.ts';
import { useCall } from '../../node/node-provider.tsx';
import { saveBytes } from '../app/save-bytes.ts';
import { epochsToCsv } from './account-file.ts';
import { entriesToCsv, entriesToJson } from './statement-file.ts';
import { useAllEntries } from './use-all-entries.ts';

const pagesMax = 2_000;

/** Reads a whole statement, or all receipts, and saves it as a file. */
export function useSaveStatement(community: CommunityView) {
  const { start, refusal } = useCall((node) => node.accounts.epochs);
  const behind = useCall((node) => node.accounts.lines);
  const receipts = useAllEntries();
  const [isReading, setIsReading] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);

  async function readEpochs(currency: CurrencyWord): Promise<readonly AccountEpochView[] | null> {
    const epochs: AccountEpochView[] = [];
    for (let page = 0; page < pagesMax; page += 1) {
      const before = epochs.at(-1)?.height ?? null;
      const answer = await start({ community: community.id, currency, before, limit: pageSizeMax });
      if (!answer.ok) return null;
      epochs.push(...answer.value.epochs);
      if (answer.value.epochs.length < pageSizeMax) return epochs;
    }
    return null;
  }

  /** Null when the node refused to tell what is behind one of them, though it is kept. */
  async function withLines(
    epochs: readonly AccountEpochView[],
  ): Promise<readonly EpochWithLines[] | null> {
    const found: EpochWithLines[] = [];
    for (const epoch of epochs) {
      const answer = await behind.start({ community: community.id, height: epoch.height });
      if (!answer.ok && answer.error.name !== 'pruned') return null;
      found.push({ epoch, behind: answer.ok ? answer.value : null });
    }
    return found;
  }

  async function saveEpochs(currency: CurrencyWord, kind: 'csv' | 'json'): Promise<void> {
    const epochs = await readEpochs(currency);
    if (epochs === null) return;
    const name = `common-hours-${currency === 'cpu' ? 'cpu-hours' : 'man-hours'}.${kind}`;
    if (kind === 'csv') {
      saveBytes(epochsToCsv(epochs, currency), name, 'text/csv');
    } else {
      const whole = await withLines(epochs);
      if (whole === null) return;
      saveBytes(statementFileText(community, currency, whole), name, 'application/json');
    }
    setSaved(`${name} holds ${plural(epochs.length, 'line')} of ${unitName(currency)}.`);
  }

  async function saveReceipts(kind: 'csv' | 'json'): Promise<void> {
    const entries = await receipts.readAll();
    if (entries === null) return;
    const name = `common-hours-receipts.${kind}`;
    if (kind === 'csv') saveBytes(entriesToCsv(entries), name, 'text/csv');
    else saveBytes(entriesToJson(entries), name, 'application/json');
    setSaved(`${name} holds ${plural(entries.length, 'receipt')}.`);
  }

  return {
    isReading,
    saved,
    problem: (refusal ?? notPruned(behind.refusal))?.detail ?? receipts.problem,
    /** `csv`, `json`, `receipts-csv` or `receipts-json`. */
    async save(what: string, currency: CurrencyWord) {
      if (isReading) return;
      setSaved(null);
      setIsReading(true);
      const kind = what.endsWith('csv') ? 'csv' : 'json';
      if (what.startsWith('receipts')) await saveReceipts(kind);
      else await saveEpochs(currency, kind);
      setIsReading(false);
    },
  };
}

/** What is no longer kept is said in the file. */
function notPruned(refusal: Refusal | null): Refusal | null {
  return refusal?.name === 'pruned' ? null : refusal;
}
