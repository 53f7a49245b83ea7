import { useState } from 'react';
import type { AccountEpochView, CommunityView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { unitName, type CurrencyWord } from '../../../shared/api/account-words.ts';
import { plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { saveBytes } from '../app/save-bytes.ts';
import { epochsToCsv, epochsToJson } from './account-file.ts';
import { entriesToCsv, entriesToJson } from './statement-file.ts';
import { useAllEntries } from './use-all-entries.ts';

const pagesMax = 2_000;

/** Reads a whole statement, or all receipts, and saves it as a file. */
export function useSaveStatement(community: CommunityView) {
  const { start, refusal } = useCall((node) => node.accounts.epochs);
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

  async function saveEpochs(currency: CurrencyWord, kind: 'csv' | 'json'): Promise<void> {
    const epochs = await readEpochs(currency);
    if (epochs === null) return;
    const name = `common-hours-${currency === 'cpu' ? 'cpu-hours' : 'man-hours'}.${kind}`;
    if (kind === 'csv') saveBytes(epochsToCsv(epochs, currency), name, 'text/csv');
    else saveBytes(epochsToJson(community, currency, epochs), name, 'application/json');
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
    problem: refusal?.detail ?? receipts.problem,
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
