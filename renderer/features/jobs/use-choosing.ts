import { useCallback, useState } from 'react';
import { formatBytes } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useDraft } from './draft-context.tsx';
import { fetchExample, type Example } from './examples.ts';

/** Takes a module from a file or an example, and asks the node what it is. */
export function useChoosing() {
  const { change } = useDraft();
  const { start } = useCall((node) => node.jobs.inspect);
  const [problem, setProblem] = useState<string | null>(null);

  const look = useCallback(
    async (fileName: string, bytes: Uint8Array) => {
      setProblem(null);
      const chosen = { fileName, bytes, report: null, refusal: null };
      if (bytes.byteLength > limits.moduleBytes) {
        change({ module: { ...chosen, refusal: tooLarge(bytes.byteLength) } });
        return;
      }
      change({ module: chosen, entry: null });
      const answer = await start({ module: bytes });
      const result = answer.ok
        ? { module: { ...chosen, report: answer.value }, entry: firstEntry(answer.value.entries) }
        : { module: { ...chosen, refusal: answer.error.detail } };
      change(result);
    },
    [change, start],
  );
  const chooseFile = useCallback(
    async (file: File) => {
      change({ name: file.name.replace(/\.(wasm|m?js)$/, '') });
      // read no more of a huge file than shows that it is too large
      const part = file.slice(0, limits.moduleBytes + 1);
      await look(file.name, new Uint8Array(await part.arrayBuffer()));
    },
    [change, look],
  );
  const chooseExample = useCallback(
    async (example: Example) => {
      const bytes = await fetchExample(example);
      if (bytes === null) {
        setProblem('The example could not be read. Choose a file of your own instead.');
        return;
      }
      change({
        name: example.name,
        args: example.args.join('\n'),
        inputKind: example.input === null ? 'none' : 'text',
        inputText: example.input ?? '',
        ceiling: '0.1',
      });
      await look(example.file, bytes);
    },
    [change, look],
  );
  return { chooseFile, chooseExample, problem };
}

/** `run` where there is one, else the first. */
function firstEntry(entries: readonly string[]): string | null {
  return entries.includes('run') ? 'run' : (entries[0] ?? null);
}

function tooLarge(size: number): string {
  const more = size > limits.moduleBytes ? `more than ${formatBytes(limits.moduleBytes)}` : '';
  return `The file has ${more}. A program for a job has at most that much.`;
}
