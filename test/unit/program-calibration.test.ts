import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrationFile } from '../../main/paths.ts';
import {
  calibrationLoops,
  instructionsPerCall,
  rateThread,
  ratingMilliOf,
  referenceInstructionsPerHour,
} from '../../workers/rating.ts';
import { createByteReader, hasMore, readU32 } from '../../workers/sandbox/byte-reader.ts';
import { opcodes, readInstruction, skipLocals } from '../../workers/sandbox/instructions.ts';
import { readModuleLayout, sectionIds } from '../../workers/sandbox/module-layout.ts';

const kernel = new Uint8Array(readFileSync(calibrationFile));

describe('the calibration kernel', () => {
  test('executes per round and per call what the rating counts', () => {
    expect(calibrationLoops.map(({ fixed, perRound }) => ({ fixed, perRound }))).toEqual(
      countsInBinary(kernel),
    );
  });

  test('adds up over the loops', () => {
    expect(instructionsPerCall(10)).toBe(7 + 510 + 15 + 370 + 1 + 320);
  });

  test('runs each loop as often as it is told, because its answer changes with every round', () => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernel));
    for (const { name } of calibrationLoops) {
      const loop = exports[name] as (rounds: number) => bigint | number;
      const answers = [2_000, 4_000, 4_001, 8_000].map((rounds) => String(loop(rounds)));
      expect(new Set(answers).size, name).toBe(answers.length);
    }
  });
});

describe('the speed index', () => {
  test('is 1000 for a core that executes 8.09e13 instructions in an hour', () => {
    expect(referenceInstructionsPerHour).toBe(8.09e13);
    expect(ratingMilliOf(8.09e13, 3.6e9)).toBe(1000);
    expect(ratingMilliOf(8.09e12, 3.6e9 / 20)).toBe(2000);
  });

  test('stays between 1 and 20,000 whatever the clock reads', () => {
    expect(ratingMilliOf(8.09e13, 0)).toBe(20_000);
    expect(ratingMilliOf(1, 3.6e9)).toBe(1);
  });

  test('of this machine is the same within a tenth when measured twice', () => {
    const first = rateThread(kernel);
    const second = rateThread(kernel);
    expect(Math.abs(first - second) / first).toBeLessThan(0.1);
    expect(Number.isInteger(first)).toBe(true);
  });
});

/** Counts the instructions of each function before and in its one loop, but for `loop` and `end`. */
function countsInBinary(bytes: Uint8Array) {
  const layout = readModuleLayout(bytes);
  const code = layout?.sections.find((section) => section.id === sectionIds.code);
  const reader = createByteReader(bytes, code?.content ?? 0, code?.end ?? 0);
  return Array.from({ length: readU32(reader) }, () => {
    const size = readU32(reader);
    const body = createByteReader(bytes, reader.at, reader.at + size);
    reader.at += size;
    skipLocals(body);
    let fixed = 0;
    let perRound = 0;
    let isInLoop = false;
    while (hasMore(body)) {
      const instruction = readInstruction(body).code;
      if (instruction === opcodes.loop) isInLoop = true;
      else if (instruction === opcodes.end) isInLoop = false;
      else if (isInLoop) perRound += 1;
      else fixed += 1;
    }
    return { fixed, perRound };
  });
}
