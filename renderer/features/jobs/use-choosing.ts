import { useCallback, useEffect, useRef, useState } from 'react';
import { formatBytes } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import {
  jobFileBytesMax,
  jobFileEnding,
  parseJobFile,
  type JobFileContents,
} from '../../../shared/api/job-file.ts';
import { useDraft } from './draft-context.tsx';
import { draftFromJob } from './draft-from-job.ts';
import { emptyDraft } from './draft.ts';
import { fetchExample, type Example } from './examples.ts';

/** Takes a program from a file or an example; of WebAssembly the node says what it is. */
export function useChoosing() {
  const { change, replace } = useDraft();
  const latest = useRef(replace);
  useEffect(() => {
    latest.current = replace;
  }, [replace]);
  const [problem, setProblem] = useState<string | null>(null);

  const look = useLooking();
  /** Puts a job into the form, and remembers what was there. */
  const chooseJob = useCallback(
    async (job: JobFileContents) => {
      const draft = draftFromJob(job);
      latest.current(draft);
      if (draft.module === null) return;
      await look(draft.module.fileName, draft.module.bytes);
      change({ entry: draft.entry });
    },
    [change, look],
  );
  const chooseFile = useCallback(
    async (file: File) => {
      setProblem(null);
      if (file.name.toLowerCase().endsWith(jobFileEnding)) {
        const job = parseJobFile(await file.slice(0, jobFileBytesMax).text());
        if (job.ok) await chooseJob(job.value);
        else setProblem(`“${file.name}” was not opened. ${job.error.detail}`);
        return;
      }
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
    [change, look, chooseJob],
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
  return { chooseFile, chooseExample, chooseJob, problem };
}

/** Puts WebAssembly into the form, and asks the node what it is. */
function useLooking() {
  const { change } = useDraft();
  const { start } = useCall((node) => node.jobs.inspect);
  return useCallback(
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
