/** Signatures, checked in place when they are few and by threads when they are many. */
import { Piscina } from 'piscina';
import type { SignatureTask } from '../../engine/record/ports.ts';
import { cryptography } from '../cryptography.ts';

export interface Verifier {
  readonly verifyMany: (tasks: readonly SignatureTask[]) => Promise<readonly boolean[]>;
  readonly close: () => Promise<void>;
}

/** Below it a thread is not worth being woken: so many take about 10 ms. */
const batchMin = 300;
/** Threads that had nothing to do for so long go, and their memory with them. */
const idleMs = 10_000;

export function createVerifier(entry: URL, maxThreads: number): Verifier {
  let pool: Piscina<readonly SignatureTask[], Uint8Array> | null = null;

  function inPlace(tasks: readonly SignatureTask[]): boolean[] {
    return tasks.map(({ message, signature, publicKey }) =>
      cryptography.verify(message, signature, publicKey),
    );
  }

  async function byThreads(tasks: readonly SignatureTask[]): Promise<boolean[]> {
    pool ??= new Piscina({
      filename: entry.href,
      minThreads: 0,
      maxThreads,
      idleTimeout: idleMs,
      env: {} as never, // its type takes the runtime's own for an optional one
      argv: [],
    });
    const { run } = pool;
    const share = Math.ceil(tasks.length / maxThreads);
    const parts = Array.from({ length: maxThreads }, (_, index) =>
      tasks.slice(index * share, (index + 1) * share),
    );
    const checked = await Promise.all(parts.map((part) => run.call(pool, part)));
    return checked.flatMap((part) => Array.from(part, (byte) => byte === 1));
  }

  return {
    verifyMany: async (tasks) =>
      // a thread that dies says nothing about the signatures
      tasks.length < batchMin ? inPlace(tasks) : byThreads(tasks).catch(() => inPlace(tasks)),
    close: async () => pool?.destroy(),
  };
}
