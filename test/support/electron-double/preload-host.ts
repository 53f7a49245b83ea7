/** What runs in the page before its own scripts: Electron's half of a preload, then the preload itself. */

/** The page's name for the way into the main process; the preload host takes it away from the page. */
export const bindingName = '__ipc';

/** Under this symbol the page's half takes what the main process sends. */
export const deliveryName = 'electron-double';

/** The script for a preload whose text is `source`. */
export function preloadHost(source: string): string {
  return `(() => {
  const ipc = globalThis.${bindingName}; delete globalThis.${bindingName};
  if (!ipc || window !== window.top) return;
  const seen = new WeakMap();
  // as contextBridge copies: functions become proxies, the rest is cloned without prototypes
  const bridged = (value) => {
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (typeof value === 'function') {
      if (!seen.has(value)) seen.set(value, (...args) => bridged(value(...args.map(bridged))));
      return seen.get(value);
    }
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Promise) return value.then(bridged, (error) => { throw bridged(error); });
    if (value instanceof Error) return new Error(value.message);
    if (Array.isArray(value)) return value.map(bridged);
    if (Object.getPrototypeOf(value) === Object.prototype) {
      const copies = Object.entries(value).map(([key, each]) => [key, bridged(each)]);
      return Object.freeze(Object.fromEntries(copies));
    }
    return structuredClone(value);
  };
  const listeners = new Map();
  const of = (channel) => listeners.get(channel) ?? [];
  const ipcRenderer = {
    on(channel, f) { listeners.set(channel, [...of(channel), f]); return ipcRenderer; },
    off(channel, f) { listeners.set(channel, of(channel).filter((g) => g !== f)); return ipcRenderer; },
    send(channel, ...args) { void ipc({ channel, args: structuredClone(args) }); },
  };
  globalThis[Symbol.for('${deliveryName}')] = (channel, args) => {
    for (const f of of(channel)) f({}, ...args);
  };
  const contextBridge = {
    exposeInMainWorld(key, api) {
      Object.defineProperty(window, key, { value: bridged(api), enumerable: true });
    },
  };
  const require = (id) => {
    if (id === 'electron') return { contextBridge, ipcRenderer };
    throw new Error('module not found: ' + id);
  };
  const module = { exports: {} };
  (function (require, module, exports, globalThis) { ${source}
  })(require, module, module.exports, undefined);
})();`;
}
