/**
 * What a slice's thread and the main thread of its process tell each other while the slice runs, in shared
 * memory. One writes the command, the other the readings; the thread looks at each of its yields, some hundred
 * times a second. It sleeps on the pace's second word, for all slices of a process keep to one pace.
 */
import type { SliceProgress, SliceUse } from '../../shared/jobs/task.ts';

export type SliceCommand = (typeof commands)[number];

/** `checkpoint` means: make one at the next yield, then go on. */
const commands = ['run', 'stop', 'checkpoint'] as const;

export interface SliceControl {
  /**
   * 0: the command. 1: the thread's id, or 0 before it has begun. 2: whether the module works. 3: whether this slice is
   * held, whatever the share. 4: whether its thread sleeps, because it is held or because there is no share. 5: one more
   * than the thousandths that the module says it has done, or 0.
   */
  readonly words: Int32Array;
  /** 0: CPU time in microseconds. 1: work count. */
  readonly numbers: BigInt64Array;
}

/**
 * What all slices of a process must keep to. 0: the share of a core in thousandths; zero suspends. 1: changes at each
 * change, so that whoever sleeps through the rest of a cycle wakes up.
 */
export type SharedPace = Int32Array;

export function createSliceControl(): SliceControl {
  const shared = new SharedArrayBuffer(40);
  return { words: new Int32Array(shared, 0, 6), numbers: new BigInt64Array(shared, 24, 2) };
}

export function createSharedPace(): SharedPace {
  const pace = new Int32Array(new SharedArrayBuffer(8));
  pace[0] = 1000;
  return pace;
}

export function setSharedPace(pace: SharedPace, shareMilli: number): void {
  Atomics.store(pace, 0, shareMilli);
  Atomics.add(pace, 1, 1);
  Atomics.notify(pace, 1);
}

/**
 * With the pace, a thread that sleeps hears it at once; without, when it next looks, some 20 ms later. Whoever is to
 * stop makes no checkpoint any more.
 */
export function tell({ words }: SliceControl, command: SliceCommand, pace?: SharedPace): void {
  const code = commands.indexOf(command);
  if (command === 'checkpoint') Atomics.compareExchange(words, 0, commands.indexOf('run'), code);
  else Atomics.store(words, 0, code);
  if (pace === undefined) return;
  Atomics.add(pace, 1, 1);
  Atomics.notify(pace, 1);
}

/** Holds the slice, or lets it go on. */
export function hold({ words }: SliceControl, isHeld: boolean, pace: SharedPace): void {
  Atomics.store(words, 3, isHeld ? 1 : 0);
  Atomics.add(pace, 1, 1);
  Atomics.notify(pace, 1);
}

export function isHeldIn({ words }: SliceControl): boolean {
  return Atomics.load(words, 3) === 1;
}

/** The thread says that it sleeps until it may work again, or that it no longer does. */
export function sayResting({ words }: SliceControl, isResting: boolean): void {
  Atomics.store(words, 4, isResting ? 1 : 0);
}

/** Whether it is off the processor; so is one that does not work yet. */
export function restsIn({ words }: SliceControl): boolean {
  return Atomics.load(words, 2) === 0 || Atomics.load(words, 4) === 1;
}

/** The thread has made the checkpoint that it was told to make. A `stop` that came meanwhile stays. */
export function sayCheckpointMade({ words }: SliceControl): void {
  Atomics.compareExchange(words, 0, commands.indexOf('checkpoint'), commands.indexOf('run'));
}

export function commandIn({ words }: SliceControl): SliceCommand {
  return commands[Atomics.load(words, 0)] ?? 'stop';
}

/** The thread says who it is. */
export function sayBegun({ words }: SliceControl, threadId: number): void {
  Atomics.store(words, 1, threadId);
}

/** The thread says what the module has used so far; the first time when it begins to work. */
export function sayUsed(
  { words, numbers }: SliceControl,
  used: SliceUse,
  progressMilli: number | null = null,
): void {
  Atomics.store(words, 5, progressMilli === null ? 0 : progressMilli + 1);
  Atomics.store(numbers, 0, BigInt(used.cpuMicroseconds));
  Atomics.store(numbers, 1, BigInt(used.workCount));
  Atomics.store(words, 2, 1);
}

/** The thread says that it is done with it and works on something else. */
export function sayEnded({ words }: SliceControl): void {
  Atomics.store(words, 2, 0);
}

/** The thread that has begun the slice, or 0. */
export function threadIn({ words }: SliceControl): number {
  return Atomics.load(words, 1);
}

/** How far the module said to be at the last yield. */
export function progressIn(control: SliceControl): SliceProgress | null {
  const used = usedIn(control);
  const said = Atomics.load(control.words, 5);
  return used === null || said === 0 ? used : { ...used, progressMilli: said - 1 };
}

/** What was used at the last yield; null before the module began to work. */
export function usedIn({ words, numbers }: SliceControl): SliceUse | null {
  if (Atomics.load(words, 2) === 0) return null;
  return {
    cpuMicroseconds: Number(Atomics.load(numbers, 0)),
    workCount: Number(Atomics.load(numbers, 1)),
  };
}
