/**
 * Modules that came before, by their hash, so that a thousand slices of one job bring it once. What was used longest
 * ago goes first. A slice that has its module keeps it, whatever becomes of the cache.
 */
const cachedBytesMax = 64 * 1024 * 1024;

export interface ModuleCache {
  find(hash: string): Uint8Array | null;
  /** The caller has checked that these bytes have this hash. */
  keep(hash: string, bytes: Uint8Array): void;
}

/** Empty at first; `bytesMax` is there for tests. */
export function createModuleCache(bytesMax = cachedBytesMax): ModuleCache {
  const modules = new Map<string, Uint8Array>();
  let held = 0;

  function remove(hash: string): void {
    held -= modules.get(hash)?.byteLength ?? 0;
    modules.delete(hash);
  }

  return {
    find(hash) {
      const module = modules.get(hash);
      if (module === undefined) return null;
      modules.delete(hash);
      modules.set(hash, module);
      return module;
    },
    keep(hash, bytes) {
      remove(hash);
      if (bytes.byteLength > bytesMax) return;
      modules.set(hash, bytes);
      held += bytes.byteLength;
      for (const oldest of modules.keys()) {
        if (held <= bytesMax) return;
        remove(oldest);
      }
    },
  };
}
