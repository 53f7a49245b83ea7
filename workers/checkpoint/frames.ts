/**
 * Leaves a module's frames at a yield, and comes back to them.
 *
 * Leaving: at a yield the module is told to; each function writes its locals and its place down and returns,
 * until the export that we called has returned. Coming back: the frames are put where they were, the same
 * export is called, and each function goes straight to its place, until the yield is reached again.
 */
import { meterExports, stackBytesMax } from '../meter/contract.ts';
import type { Caller, ModuleFunction, Step } from '../sandbox/caller.ts';
import { steps } from '../sandbox/caller.ts';
import { endJob } from '../sandbox/job-end.ts';
import { framesExport } from './leavable.ts';

/** Where a slice is, apart from what it has stored. */
export interface Place {
  readonly step: Step;
  /** As the functions wrote them down. */
  readonly frames: Uint8Array;
}

export interface Frames extends Caller {
  readonly attach: (instance: WebAssembly.Instance) => void;
  /** A yield begins: who was coming back has arrived. */
  readonly arrive: () => void;
  /** Begins to leave, and says so; the yield must return at once. False where the calls are too deep for it. */
  readonly leave: () => boolean;
}

interface LeavableExports {
  readonly asyncify_start_unwind: (data: number) => void;
  readonly asyncify_stop_unwind: () => void;
  readonly asyncify_start_rewind: (data: number) => void;
  readonly asyncify_stop_rewind: () => void;
}

/** In the memory of the frames: the end of what is written, the end of the memory, and then the frames. */
const header = { at: 0, end: 4, bytes: 8 } as const;
/** A frame as it is written down is larger than the meter counts it; how much, nobody says. */
const leavableStackBytes = stackBytesMax / 2;

/** `onLeft` is called when all frames are left, and the module's memory and globals stand still. */
export function createFrames(from: Place | null, onLeft: (place: Place) => void): Frames {
  let state: 'working' | 'leaving' | 'returning' = 'working';
  let module: LeavableExports | null = null;
  let memory: WebAssembly.Memory | null = null;
  let depth: WebAssembly.Global | null = null;

  function written(): Uint8Array {
    if (memory === null) return new Uint8Array(0);
    const end = new DataView(memory.buffer).getUint32(header.at, true);
    return new Uint8Array(memory.buffer).slice(header.bytes, end);
  }

  function putFrames(frames: Uint8Array): void {
    if (memory === null) return;
    const view = new DataView(memory.buffer);
    view.setUint32(header.at, header.bytes + frames.length, true);
    view.setUint32(header.end, memory.buffer.byteLength, true);
    new Uint8Array(memory.buffer).set(frames, header.bytes);
  }

  function comeBack(): void {
    module?.asyncify_start_rewind(0);
    state = 'returning';
  }

  function call(step: Step, called: ModuleFunction, ...values: number[]): unknown {
    if (from?.step === step) {
      putFrames(from.frames);
      comeBack();
    }
    for (;;) {
      const answer = called(...values);
      if (state === 'returning') return endJob('checkpoint_refused', strangeSentence);
      if (state === 'working') return answer;
      module?.asyncify_stop_unwind();
      state = 'working';
      onLeft({ step, frames: written() });
      comeBack();
    }
  }

  return {
    attach({ exports }) {
      module = exports as unknown as LeavableExports;
      memory = exports[framesExport] as WebAssembly.Memory;
      depth = exports[meterExports.depth] as WebAssembly.Global;
    },
    arrive() {
      if (state !== 'returning') return;
      module?.asyncify_stop_rewind();
      state = 'working';
    },
    leave() {
      if (module === null || stackBytesMax - Number(depth?.value ?? 0) > leavableStackBytes)
        return false;
      putFrames(new Uint8Array(0));
      module.asyncify_start_unwind(0);
      state = 'leaving';
      return true;
    },
    isPast: (step) => from !== null && steps.indexOf(from.step) > steps.indexOf(step),
    call,
  };
}

/** What is whole may still be wrong: frames that somebody made, and that lead nowhere. */
const strangeSentence = 'This checkpoint does not lead back to where a slice was left.';
