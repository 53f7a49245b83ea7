import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { readRecordFile } from '../../../shared/api/record-file.ts';
import { plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { saveBytes } from '../app/save-bytes.ts';

/** Characters that a page holds at once; the command line writes longer records. */
const lengthMax = 2 ** 28;

/** What is being read for a file: up to which height, and where it is by now. */
export interface ReadingFile {
  readonly upTo: number;
  readonly height: number;
}

/**
 * Reads the record up to a certificate and saves it, as `audit` computes it again; answers with what was saved, or
 * null.
 */
export function useCertificateFile({ id }: Pick<CommunityView, 'id'>) {
  const { start: readPart } = useCall((node) => node.records.export);
  const { start: readLink } = useCall((node) => node.communities.link);
  const [reading, setReading] = useState<ReadingFile | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  return {
    reading,
    problem,
    async save(upTo: number): Promise<string | null> {
      if (reading !== null) return null;
      setProblem(null);
      setReading({ upTo, height: 0 });
      const lines: string[] = [];
      let length = 0;
      const source = { link: readLink, export: readPart };
      const read = await readRecordFile(source, id, upTo, (line, height) => {
        lines.push(line);
        length += line.length;
        setReading({ upTo, height });
        return length <= lengthMax;
      });
      setReading(null);
      if (!read.ok) {
        const isTooLarge = read.error.name === 'too_large';
        const instead = ' Use the command line: common-hours audit --export FILE.';
        setProblem(`${read.error.detail}${isTooLarge ? instead : ''}`);
        return null;
      }
      const file = `common-hours-record-${upTo}.jsonl`;
      saveBytes(lines.join(''), file, 'application/jsonl');
      const { heights, records } = read.value;
      return `${file} holds ${plural(heights, 'certificate')} and ${plural(records, 'record')}. Anybody can compute it again with: common-hours audit ${file}`;
    },
  };
}
