/**
 * When somebody last used the keyboard of a Linux machine without a window of ours: the consoles are read when they
 * are typed at, and a built-in keyboard or mouse raises interrupts. A keyboard on USB under a desktop shows in
 * neither; there Electron says it. So what was never seen to move says nothing, and nobody is taken to be away for it.
 */
import { readFileSync, statSync } from 'node:fs';

export interface ConsoleFiles {
  /** Text of the kernel's interrupt counts; empty where there is none. */
  interrupts(): string;
  /** Milliseconds since 1970 at which each console was last read. */
  consolesReadAtMs(): readonly number[];
}

const consoles = Array.from({ length: 6 }, (_, number) => `/dev/tty${String(number + 1)}`);

export const linuxConsole: ConsoleFiles = {
  interrupts: () => textOf('/proc/interrupts'),
  consolesReadAtMs: () => consoles.map(readAtMs),
};

/** Milliseconds since the last input that was seen to happen; null before the first. `now` in those since 1970. */
export function createConsoleInput(files: ConsoleFiles, now: () => number): () => number | null {
  let before: string | null = null;
  /** Where there is no such controller, none comes later: the counts of all devices cost a while to read. */
  let hasController = true;
  let lastMs: number | null = null;
  return () => {
    const counts = hasController ? interruptsOf(files.interrupts()) : '';
    hasController = counts !== '';
    const found = `${counts} ${files.consolesReadAtMs().join(' ')}`;
    if (before !== null && found !== before) lastMs = now();
    before = found;
    return lastMs === null ? null : Math.max(0, now() - lastMs);
  };
}

/** The counts of the controller of built-in keyboards and mice, over all cores. */
function interruptsOf(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.includes('i8042'))
    .join();
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readAtMs(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.atimeMs ?? 0;
  } catch {
    return 0;
  }
}
