import { useCallback, useEffect, useRef, useState } from 'react';
import { formatBytes } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useDraft } from './draft-context.tsx';
import { emptyDraft } from './draft.ts';
import { fetchExample, type Example } from './examples.ts';

/** Takes a program from a file or an example; of WebAssembly the node says what it is. */
export function useChoosing() {
  const { change, replace } = useDraft();
  const latest = useRef(replace);
  useEffect(() => {
    latest.current = replace;
  }, [replace]);
  const { start } = useCall((node) => node.jobs.inspect);
  const [problem, setProblem] = useState<string | null>(null);

  const look = useCallback(
    async (fileName: string, bytes: Uint8Array) => {
      const chosen = { fileName, bytes, report: null, refusal: null };
      const refuse = (refusal: string) => {
        change({ module: { ...chosen, refusal } });
      };
      change({ program: 'file', module: chosen, entry: null });
      if (bytes.byteLength > limits.moduleBytes) {
        refuse(
          `The file is larger than ${formatBytes(limits.moduleBytes)}, the most that a program has.`,
        );
        return;
      }
      const answer = await start({ module: bytes });
      if (!answer.ok) refuse(answer.error.detail);
      else if (answer.value.kind === 'javascript')
        refuse('This is JavaScript: open it in the other tab.');
      else {
        const entry = firstEntry(answer.value.entries);
        change({ module: { ...chosen, report: answer.value }, entry });
      }
    },
    [change, start],
  );
  const chooseFile = useCallback(
    async (file: File) => {
      setProblem(null);
      const isSource = /\.m?js$/i.test(file.name);
      // read no more of a huge file than shows that it is too large
      const bytes = await bytesOf(file.slice(0, limits.moduleBytes + 1));
      const name = file.name.replace(/\.(wasm|m?js)$/i, '').slice(0, limits.jobNameLength);
      if (!isSource) {
        change({ name });
        await look(file.name, bytes);
        return;
      }
      const source = textOf(bytes);
      if (source === null)
        setProblem(`“${file.name}” is no text in UTF-8, so it is no JavaScript.`);
      else change({ name, program: 'source', source, sourceName: file.name });
    },
    [change, look],
  );
  const chooseExample = useCallback(
    async (example: Example) => {
      setProblem(null);
      const draft = { ...emptyDraft(), ...example.draft, name: example.name };
      if (example.file === null) {
        latest.current(draft);
        return;
      }
      const bytes = await fetchExample(example.file);
      if (bytes === null) {
        setProblem('The example could not be read. Choose a file of your own instead.');
        return;
      }
      latest.current(draft);
      await look(example.file, bytes);
    },
    [look],
  );
  return { chooseFile, chooseExample, problem };
}

async function bytesOf(part: Blob): Promise<Uint8Array> {
  return new Uint8Array(await part.arrayBuffer());
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** `run` where there is one, else the first. */
function firstEntry(entries: readonly string[]): string | null {
  return entries.includes('run') ? 'run' : (entries[0] ?? null);
}
