/**
 * The memory that a job may have: its linear memory and what the host holds for it, its files, together. What
 * files take, `memory.grow` cannot have any more, and the other way round; both refusals come at the same
 * place on every machine.
 */
import { meterExports } from '../meter/contract.ts';
import { pageBytes } from './cap-limits.ts';

export interface MemoryBudget {
  /** The instance's memory counts from now on, and may grow up to the budget. */
  readonly attach: (instance: WebAssembly.Instance) => void;
  /** Takes so many bytes more for the host's own, or gives back; false when there are not so many. */
  readonly hold: (bytes: number) => boolean;
  readonly heldBytes: () => number;
  readonly bytesMax: number;
  /** Whether the module was refused memory that it asked for. */
  readonly wasRefused: () => boolean;
  /** What the module has, and the most that it may have, in bytes. */
  readonly usedBytes: () => number;
  readonly moduleBytesMax: () => number;
}

interface MeterExports {
  readonly memory?: WebAssembly.Memory;
  readonly [name: string]: unknown;
}

/** `bytesMax` for all; `pagesMax` is what the module itself says to be its memory's most. */
export function createMemoryBudget(bytesMax: number, pagesMax: number | null): MemoryBudget {
  let exports: MeterExports = {};
  let held = 0;

  const mostPages = () => Math.min(Math.floor((bytesMax - held) / pageBytes), pagesMax ?? Infinity);

  function lower(): void {
    const global = exports[meterExports.pagesMax] as WebAssembly.Global | undefined;
    if (global === undefined) return;
    global.value = mostPages();
  }

  return {
    attach(instance) {
      exports = instance.exports;
      lower();
    },
    hold(bytes) {
      const used = exports.memory?.buffer.byteLength ?? 0;
      if (bytes > 0 && used + held + bytes > bytesMax) return false;
      held += bytes;
      lower();
      return true;
    },
    heldBytes: () => held,
    bytesMax,
    wasRefused: () =>
      ((exports[meterExports.growthRefused] as WebAssembly.Global | undefined)?.value ?? 0) !== 0,
    usedBytes: () => exports.memory?.buffer.byteLength ?? 0,
    moduleBytesMax: () => mostPages() * pageBytes,
  };
}
