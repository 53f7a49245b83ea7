/** Reads contents out of a git repository, one after the other, by one process for all of them. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { OpenedFile } from './folder-files.ts';
import { startGit } from './git.ts';

export interface Blobs {
  /** The one before must be closed. */
  open(blob: Blob): Promise<Result<OpenedFile, Refusal<'bad_files'>>>;
  close(): void;
}

interface Blob {
  readonly path: string;
  /** As git names it. */
  readonly id: string;
  readonly bytes: number;
}

const headBytesMax = 200;
const newline = 10;

/** Nothing is started before the first is opened. */
export function openBlobs(repository: string): Blobs {
  let running: Running | null = null;

  function end(): void {
    running?.child.kill('SIGKILL');
    running = null;
  }

  return {
    async open({ path, id, bytes }) {
      running ??= start(repository);
      const { child, source } = running;
      child.stdin.write(`${id}\n`);
      const head = await source.line();
      if (head !== `${id} blob ${String(bytes)}`) {
        end();
        return refuse('bad_files', `“${path}” is not in this repository, or cannot be read.`);
      }
      let left = bytes;
      return ok({
        async fill(chunk) {
          let at = 0;
          while (at < chunk.byteLength && left > 0) {
            const part = await source.take(Math.min(left, chunk.byteLength - at));
            if (part === null) return at;
            chunk.set(part, at);
            at += part.byteLength;
            left -= part.byteLength;
          }
          return at;
        },
        async close() {
          // what was not read to its end stands before whatever comes next
          if (left > 0 || (await source.line()) !== '') end();
        },
      });
    },
    close: end,
  };
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly source: Source;
}

interface Source {
  /** So many bytes at most, one at least; null at the end. */
  take(most: number): Promise<Uint8Array | null>;
  /** Without its end; null where none ends soon. */
  line(): Promise<string | null>;
}

function start(repository: string): Running {
  const child = startGit(repository, ['cat-file', '--batch']);
  // its stream ends with it, which is all that has to be known
  child.on('error', () => undefined);
  child.stderr.resume();
  const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const next = await chunks.next().catch(() => null);
    if (next === null || next.done === true) return false;
    rest = rest.byteLength === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  }

  return {
    child,
    source: {
      async take(most) {
        if (rest.byteLength === 0 && !(await more())) return null;
        const part = rest.subarray(0, most);
        rest = rest.subarray(part.byteLength);
        return part;
      },
      async line() {
        let end = rest.indexOf(newline);
        while (end === -1) {
          if (rest.byteLength > headBytesMax || !(await more())) return null;
          end = rest.indexOf(newline);
        }
        const line = rest.subarray(0, end).toString();
        rest = rest.subarray(end + 1);
        return line;
      },
    },
  };
}
