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
/** A task on its way to a thread: the three one behind the other, as workers/verify-worker.ts reads them. */
const messageBytes = 32;
const signatureBytes = 64;
const keyBytes = 32;
const taskBytes = messageBytes + signatureBytes + keyBytes;

export function createVerifier(entry: URL, maxThreads: number): Verifier {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  let pool: Pool | null = null;
  let isBroken = false;

  function open(): Pool {
    const opened: Pool = new Piscina({
      filename: entry.href,
      minThreads: 0,
      maxThreads,
      idleTimeout: idleMs,
      env: {} as never, // its type takes the runtime's own for an optional one
      argv: [],
    });
    // A thread that cannot come up would be tried for ever, with the signatures in its queue.
    opened.on('error', (cause: Error) => {
      isBroken = true;
      broken.reject(cause);
    });
    return opened;
  }

  async function byThreads(tasks: readonly SignatureTask[]): Promise<readonly boolean[]> {
    const threads = (pool ??= open());
    const share = Math.ceil(tasks.length / maxThreads);
    const parts = Array.from({ length: maxThreads }, (_, index) =>
      pack(tasks.slice(index * share, (index + 1) * share)),
    );
    const judged = Promise.all(
      parts.map((part) => threads.run(part, { transferList: [part.buffer] })),
    );
    const checked = await Promise.race([judged, broken.promise]);
    return checked.flatMap((part) => Array.from(part, (byte) => byte === 1));
  }

  /** Odd ones, which are few or none, must not keep the others from the threads. */
  async function byShape(tasks: readonly SignatureTask[]): Promise<readonly boolean[]> {
    const verdicts = await byThreads(tasks.filter(isPackable));
    let position = 0;
    return tasks.map((task) => (isPackable(task) ? verdicts[position++] === true : isRight(task)));
  }

  return {
    verifyMany: async (tasks) =>
      // threads that fail say nothing about the signatures
      tasks.length < batchMin || isBroken
        ? inPlace(tasks)
        : byShape(tasks).catch(() => inPlace(tasks)),
    close: async () => {
      isBroken = true;
      await pool?.destroy();
    },
  };
}

type Pool = Piscina<Uint8Array, Uint8Array>;

function inPlace(tasks: readonly SignatureTask[]): readonly boolean[] {
  return tasks.map(isRight);
}

function isRight({ message, signature, publicKey }: SignatureTask): boolean {
  return cryptography.verify(message, signature, publicKey);
}

function isPackable({ message, signature, publicKey }: SignatureTask): boolean {
  return (
    message.byteLength === messageBytes &&
    signature.byteLength === signatureBytes &&
    publicKey.byteLength === keyBytes
  );
}

/** One buffer that moves to the thread: as objects, they would be copied one by one, which takes as long as hashing. */
function pack(tasks: readonly SignatureTask[]): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(tasks.length * taskBytes);
  for (const [index, { message, signature, publicKey }] of tasks.entries()) {
    const start = index * taskBytes;
    packed.set(message, start);
    packed.set(signature, start + messageBytes);
    packed.set(publicKey, start + messageBytes + signatureBytes);
  }
  return packed;
}
