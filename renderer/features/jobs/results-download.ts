import { useCallback, useState } from 'react';
import { checksumsOf, jsonLineOf, resultFileName } from '../../../shared/api/result-files.ts';
import type { SliceResultView } from '../../../shared/api/slices-shape.ts';
import { textToBytes } from '../../../shared/base/bytes.ts';
import { useCall } from '../../node/node-provider.tsx';

export type DownloadKind = 'zip' | 'lines';

/** All results of a job in one file, read page by page from the node and packed as they come. */
export function useResultsDownload(job: string, total: number) {
  const { start, refusal } = useCall((node) => node.jobs.results);
  /** How many have been read; null while no download is under way. */
  const [read, setRead] = useState<number | null>(null);
  const download = useCallback(
    async (kind: DownloadKind): Promise<Blob | null> => {
      setRead(0);
      const pack = kind === 'zip' ? await createZip(total) : createLines();
      let next: number | null = 0;
      let count = 0;
      while (next !== null) {
        const answer = await start({ job, from: next });
        if (!answer.ok) {
          setRead(null);
          return null;
        }
        for (const result of answer.value.results) pack.add(result);
        count += answer.value.results.length;
        setRead(count);
        ({ next } = answer.value);
      }
      setRead(null);
      return pack.end();
    },
    [job, total, start],
  );
  return { download, read, problem: refusal?.detail ?? null };
}

interface Pack {
  readonly add: (result: SliceResultView) => void;
  readonly end: () => Blob;
}

function createLines(): Pack {
  const lines: string[] = [];
  return {
    add: (result) => lines.push(jsonLineOf(result)),
    end: () => new Blob(lines, { type: 'application/jsonl' }),
  };
}

/** A file for each result, and their checksums. What packs it is fetched when it is first needed. */
async function createZip(total: number): Promise<Pack> {
  const { Zip, ZipDeflate } = await import('fflate');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((_, part) => parts.push(part));
  const sums: string[] = [];
  const put = (name: string, bytes: Uint8Array) => {
    const file = new ZipDeflate(name, { level: 6 });
    zip.add(file);
    file.push(bytes, true);
  };
  return {
    add(result) {
      put(resultFileName(result, total), result.bytes);
      sums.push(checksumsOf([result], total));
    },
    end() {
      put('checksums.txt', textToBytes(sums.join('')));
      zip.end();
      return new Blob(parts, { type: 'application/zip' });
    },
  };
}
