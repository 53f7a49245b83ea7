/** Virtual time, and a network that loses, delays, repeats, reorders and parts until it has calmed down. */
import type { Chance } from './engine-world/chance.ts';

export interface Weather {
  /** When the network becomes what the algorithm needs: nothing is lost, and all arrives in `calmDelayMs`. */
  readonly calmAtMs: number;
  /** How likely a frame is lost; some kinds may be worse off than others. */
  readonly lossMilli: (frame: Uint8Array) => number;
  readonly repeatMilli: number;
  readonly delayMs: number;
}

export const calmDelayMs = 50;

export interface ConsensusNetwork {
  now(): number;
  after(ms: number, action: () => void): void;
  isCalm(): boolean;
  /** 0 once it is calm. */
  msUntilCalm(): number;
  /** Each of these frames, or not, or twice, at its own time. */
  send(from: number, to: number, frames: readonly Uint8Array[]): void;
  onFrames(place: number, take: (frames: readonly Uint8Array[]) => void): void;
  /** Runs until it holds or the time is over; says whether it holds. */
  run(holds: () => boolean, endMs: number): boolean;
}

interface Due {
  readonly atMs: number;
  readonly action: () => void;
}

export function createConsensusNetwork(
  chance: Chance,
  places: number,
  weather: Weather,
): ConsensusNetwork {
  const queue: Due[] = [];
  const takers = new Map<number, (frames: readonly Uint8Array[]) => void>();
  let nowMs = 0;
  let sides = Array.from({ length: places }, () => 0);

  function after(ms: number, action: () => void): void {
    const atMs = nowMs + ms;
    let [low, high] = [0, queue.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((queue[middle]?.atMs ?? 0) > atMs) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, { atMs, action });
  }

  const isCalm = () => nowMs >= weather.calmAtMs;
  const happens = (milli: number) => chance.whole(0, 999) < milli;

  function send(from: number, to: number, frames: readonly Uint8Array[]): void {
    if (isCalm()) {
      after(chance.whole(1, calmDelayMs), () => takers.get(to)?.(frames));
      return;
    }
    if (sides[from] !== sides[to]) return;
    for (const frame of frames) {
      const times = happens(weather.repeatMilli) ? 2 : 1;
      for (let time = 0; time < times && !happens(weather.lossMilli(frame)); time += 1) {
        after(chance.whole(1, weather.delayMs), () => takers.get(to)?.([frame]));
      }
    }
  }

  /** Nobody, or each with a random half of the others. */
  function part(): void {
    if (isCalm()) return;
    const isParted = happens(500);
    sides = sides.map(() => (isParted ? chance.whole(0, 1) : 0));
    after(chance.whole(500, 8000), part);
  }
  part();

  return {
    now: () => nowMs,
    after,
    isCalm,
    msUntilCalm: () => Math.max(0, weather.calmAtMs - nowMs),
    send,
    onFrames: (place, take) => takers.set(place, take),
    run(holds, endMs) {
      for (let due = queue.pop(); due !== undefined; due = queue.pop()) {
        if (due.atMs > endMs) return holds();
        nowMs = due.atMs;
        due.action();
        if (holds()) return true;
      }
      return holds();
    },
  };
}
