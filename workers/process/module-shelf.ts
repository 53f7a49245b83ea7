/**
 * The modules that this process knows by their hash, made ready once for all slices of it: whoever needs one first
 * gets its bytes from the node and prepares it, the others wait for that. Those not needed for longest are forgotten.
 */
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { ModuleRefusalName } from '../../shared/jobs/task.ts';
import type { Prepared } from '../sandbox/prepare.ts';

export type PreparedModule = Result<Prepared, Refusal<ModuleRefusalName>>;

/** Slices with checkpoints run a module in another form than all others. */
export type ModuleForm = 'usual' | 'leavable';

export interface ModuleShelf {
  /**
   * What `prepare` makes of the module, or what it made before. Rejects as `prepare` does, for whoever called it;
   * then the next in line prepares it for itself.
   */
  readonly take: (
    hash: string,
    prepare: (bytes: Uint8Array) => Promise<PreparedModule>,
    form?: ModuleForm,
  ) => Promise<PreparedModule>;
  /** The bytes of a module that was asked for. */
  readonly put: (hash: string, bytes: Uint8Array) => void;
}

interface Kept {
  readonly prepared: PreparedModule;
  /** Of the module itself; its machine code takes some multiple of it. */
  readonly bytes: number;
}

const modulesMax = 100;
const bytesMax = 32 * 1024 * 1024;

/** `need` asks the node for the bytes. */
export function createModuleShelf(need: (hash: string) => void): ModuleShelf {
  const kept = new Map<string, Kept>();
  const preparing = new Map<string, Promise<unknown>>();
  const awaited = new Map<string, PromiseWithResolvers<Uint8Array>>();

  function bytesOf(hash: string): Promise<Uint8Array> {
    let arrival = awaited.get(hash);
    if (arrival === undefined) {
      arrival = Promise.withResolvers<Uint8Array>();
      awaited.set(hash, arrival);
      need(hash);
    }
    return arrival.promise;
  }

  function keep(name: string, one: Kept): void {
    kept.delete(name);
    kept.set(name, one);
    let sum = 0;
    for (const { bytes } of kept.values()) sum += bytes;
    for (const [oldest, { bytes }] of kept) {
      if (kept.size === 1 || (kept.size <= modulesMax && sum <= bytesMax)) return;
      kept.delete(oldest);
      sum -= bytes;
    }
  }

  return {
    put(hash, bytes) {
      awaited.get(hash)?.resolve(bytes);
      awaited.delete(hash);
    },
    async take(hash, prepare, form = 'usual') {
      const name = `${form} ${hash}`;
      for (;;) {
        const known = kept.get(name);
        if (known !== undefined) {
          keep(name, known);
          return known.prepared;
        }
        const others = preparing.get(name);
        if (others === undefined) break;
        await others;
      }
      const done = Promise.withResolvers<undefined>();
      preparing.set(name, done.promise);
      try {
        const bytes = await bytesOf(hash);
        const prepared = await prepare(bytes);
        keep(name, { prepared, bytes: bytes.length });
        return prepared;
      } finally {
        preparing.delete(name);
        done.resolve(undefined);
      }
    },
  };
}
