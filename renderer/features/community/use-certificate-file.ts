import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { formatNumber } from '../../../shared/api/words.ts';
import { toWire } from '../../../shared/base/fields.ts';
import { useCall } from '../../node/node-provider.tsx';
import { saveBytes } from '../app/save-bytes.ts';

/** More than a certificate holds: who always says that there is more is not asked for ever. */
const pagesMax = 1_000;

/** Reads one certificate with all its records and saves it; answers with what was saved, or null. */
export function useCertificateFile({ id, name }: Pick<CommunityView, 'id' | 'name'>) {
  const { start, refusal } = useCall((node) => node.records.export);
  const { start: startLink } = useCall((node) => node.communities.link);
  const [reading, setReading] = useState<number | null>(null);

  async function read(height: number): Promise<object | null> {
    const link = await startLink({ community: id });
    const records: object[] = [];
    for (let page = 0; page < pagesMax; page += 1) {
      const answer = await start({ community: id, height, offset: records.length });
      if (!answer.ok) return null;
      const { total, records: part, ...head } = answer.value;
      records.push(...part);
      if (records.length < total && part.length > 0) continue;
      const genesis = link.ok ? { genesis: link.value.genesis } : {};
      return { community: id, name, ...genesis, ...head, records };
    }
    return null;
  }

  return {
    reading,
    problem: refusal?.detail ?? null,
    async save(height: number): Promise<string | null> {
      if (reading !== null) return null;
      setReading(height);
      const whole = await read(height);
      setReading(null);
      if (whole === null) return null;
      const file = `common-hours-certificate-${height}.json`;
      saveBytes(`${JSON.stringify(toWire(whole), null, 2)}\n`, file, 'application/json');
      const count = 'records' in whole && Array.isArray(whole.records) ? whole.records.length : 0;
      return `${file} holds ${formatNumber(count)} records.`;
    },
  };
}
