// An estimate of pi by throwing points at a square and counting those inside the circle.
//
// Entry `run`. The input is JSON with these whole numbers, or nothing at all:
//   {"seed":1,"samples":500000000}
// The answer is JSON: {"samples":500000000,"inside":39269908,"pi":3.141592}. The points come from a
// generator that the seed sets (xorshift64*, two 32-bit coordinates a number) and are counted in whole
// numbers, so that the answer is the same everywhere. Anything else as input traps.

import { beginSettings, nextSetting, settingIs, wholeSetting } from './settings';

const samplesMax: f64 = 100_000_000_000;

let seed: u64 = 1;
let samples: u64 = 500_000_000;

export function alloc(length: i32): i32 {
  return i32(heap.alloc(usize(max(length, 1))));
}

export function run(input: i32, length: i32): u64 {
  readInput(input, length);
  let state = (seed + 1) * 0x9e3779b97f4a7c15;
  if (state == 0) state = 1;
  let inside: u64 = 0;
  for (let done: u64 = 0; done < samples;) {
    const part = min<u64>(samples - done, 1 << 16);
    inside += throwPoints(state, part);
    state = lastState;
    done += part;
  }
  return write(inside);
}

let lastState: u64 = 0;

/** Throws so many points and answers how many lie in the quarter circle. */
function throwPoints(state: u64, count: u64): u64 {
  let inside: u64 = 0;
  for (let index: u64 = 0; index < count; index++) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    const random = state * 0x2545f4914f6cdd1d;
    const x = random >> 33;
    const y = (random >> 2) & 0x7fffffff;
    inside += u64(x * x + y * y < <u64>0x4000000000000000);
  }
  lastState = state;
  return inside;
}

// --- the answer

let written: usize = 0;

function write(inside: u64): u64 {
  const start = heap.alloc(128);
  written = start;
  writeText('{"samples":');
  writeNumber(samples, 1);
  writeText(',"inside":');
  writeNumber(inside, 1);
  writeText(',"pi":');
  const millionths = (inside * 4_000_000) / samples;
  writeNumber(millionths / 1_000_000, 1);
  writeText('.');
  writeNumber(millionths % 1_000_000, 6);
  writeText('}\n');
  return (u64(start) << 32) | u64(written - start);
}

function writeText(text: string): void {
  for (let index = 0; index < text.length; index++)
    store<u8>(written++, u8(text.charCodeAt(index)));
}

function writeNumber(value: u64, digitsMin: i32): void {
  let divisor: u64 = 1;
  let digits = 1;
  while (digits < digitsMin || value / divisor >= 10) {
    divisor *= 10;
    digits++;
  }
  for (; divisor > 0; divisor /= 10) store<u8>(written++, u8(0x30 + ((value / divisor) % 10)));
}

// --- the input

function readInput(input: i32, length: i32): void {
  beginSettings(input, length);
  while (nextSetting()) {
    if (settingIs('seed')) seed = u64(wholeSetting(0, 9e15));
    else if (settingIs('samples')) samples = u64(wholeSetting(1, samplesMax));
    else unreachable();
  }
}
