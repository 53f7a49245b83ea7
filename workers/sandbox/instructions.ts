/**
 * Walks over WebAssembly instructions without running them, and says of what is not admitted which feature it is.
 *
 * An instruction is known by one number: its opcode, or for those behind a prefix byte,
 * `prefix * 4096 + second opcode`. Only what jobs may use (`meter/effects.ts`) has its immediates known here;
 * everything else is a forbidden feature, by name, so that an engine that learns new instructions admits no new jobs.
 */
import { isAdmittedCode } from '../meter/effects.ts';
import type { ByteReader } from './byte-reader.ts';
import { readByte, readU32, skipBytes, skipLeb } from './byte-reader.ts';
import { featureOfType, isAdmittedValueType } from './value-types.ts';

export const opcodes = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  branchIf: 0x0d,
  branchTable: 0x0e,
  call: 0x10,
} as const;

/** The name of a feature that jobs may not use, or null when all is well. */
export type ForbiddenFeature = string | null;

export interface Instruction {
  readonly code: number;
  readonly forbidden: ForbiddenFeature;
}

const prefixSpan = 4096;
const miscellaneous = 0xfc;
const vectors = 0xfd;

/** Reads one instruction with its immediates. */
export function readInstruction(reader: ByteReader): Instruction {
  const opcode = readByte(reader);
  if (opcode === miscellaneous) return readMiscellaneous(reader);
  if (opcode === vectors) return readVectorInstruction(reader);
  if (opcode >= 0xfb) return { code: opcode, forbidden: featureBehind(opcode, readU32(reader)) };
  if (!isAdmittedCode(opcode)) return { code: opcode, forbidden: featureOf(opcode) };
  return { code: opcode, forbidden: skipImmediates(reader, opcode) };
}

function skipImmediates(reader: ByteReader, opcode: number): ForbiddenFeature {
  if (opcode >= 0x28 && opcode <= 0x3e) return skipMemoryArgument(reader);
  if (opcode >= 0x20 && opcode <= 0x26) return skipIndices(reader, 1);
  switch (opcode) {
    case opcodes.block:
    case opcodes.loop:
    case opcodes.if:
      return skipBlockType(reader);
    case opcodes.branchTable:
      return skipTargets(reader);
    case 0x0c: // br
    case opcodes.branchIf:
    case opcodes.call:
    case 0x12: // return_call
    case 0xd2: // ref.func
      return skipIndices(reader, 1);
    case 0x11: // call_indirect
    case 0x13: // return_call_indirect
      return skipIndices(reader, 2);
    case 0x1c: // select with types
      return skipValueTypes(reader, readU32(reader));
    case 0x3f: // memory.size
    case 0x40: // memory.grow
      return skipMemoryIndices(reader, 1);
    case 0x41: // i32.const
      return done(skipLeb(reader, 32));
    case 0x42: // i64.const
      return done(skipLeb(reader, 64));
    case 0x43: // f32.const
      return done(skipBytes(reader, 4));
    case 0x44: // f64.const
      return done(skipBytes(reader, 8));
    case 0xd0: // ref.null
      return skipValueTypes(reader, 1);
    default: // without immediates
      return null;
  }
}

function readMiscellaneous(reader: ByteReader): Instruction {
  const second = readU32(reader);
  const code = miscellaneous * prefixSpan + second;
  if (!isAdmittedCode(code)) return { code, forbidden: featureBehind(miscellaneous, second) };
  if (second <= 7) return { code, forbidden: null }; // saturating conversions
  if (second === 8)
    return { code, forbidden: skipIndices(reader, 1) ?? skipMemoryIndices(reader, 1) };
  if (second === 10) return { code, forbidden: skipMemoryIndices(reader, 2) };
  if (second === 11) return { code, forbidden: skipMemoryIndices(reader, 1) };
  if (second === 12 || second === 14) return { code, forbidden: skipIndices(reader, 2) };
  return { code, forbidden: skipIndices(reader, 1) };
}

function readVectorInstruction(reader: ByteReader): Instruction {
  const second = readU32(reader);
  const code = vectors * prefixSpan + second;
  if (!isAdmittedCode(code)) return { code, forbidden: featureBehind(vectors, second) };
  if (second <= 11 || second === 92 || second === 93)
    return { code, forbidden: skipMemoryArgument(reader) };
  if (second === 12 || second === 13) skipBytes(reader, 16);
  else if (second >= 21 && second <= 34) skipBytes(reader, 1);
  else if (second >= 84 && second <= 91) {
    const forbidden = skipMemoryArgument(reader);
    skipBytes(reader, 1);
    return { code, forbidden };
  }
  return { code, forbidden: null };
}

const unknown = 'instructions that are not known here';

function featureOf(opcode: number): string {
  if (opcode >= 0x06 && opcode <= 0x0a) return 'exceptions';
  if (opcode === 0x18 || opcode === 0x19 || opcode === 0x1f) return 'exceptions';
  if (opcode >= 0x14 && opcode <= 0x17) return 'typed function references';
  if (opcode === 0xd3) return 'garbage-collected types';
  if (opcode >= 0xd4 && opcode <= 0xd6) return 'typed function references';
  if (opcode >= 0xe0 && opcode <= 0xe6) return 'stack switching';
  return unknown;
}

/** Of instructions behind a prefix byte that are not admitted. */
function featureBehind(prefix: number, second: number): string {
  if (prefix === 0xfb) return second >= 0x80 ? 'string references' : 'garbage-collected types';
  if (prefix === 0xfe) return 'threads';
  if (prefix === vectors) return second >= 0x100 && second < 0x120 ? 'relaxed SIMD' : unknown;
  if (prefix === miscellaneous && second >= 19 && second <= 22) return 'wide arithmetic';
  if (prefix === miscellaneous && (second === 48 || second === 49)) return 'half-precision numbers';
  return unknown;
}

function skipMemoryArgument(reader: ByteReader): ForbiddenFeature {
  const alignment = readU32(reader);
  if (alignment >= 0x40) return 'more than one memory';
  skipLeb(reader, 32);
  return null;
}

function skipMemoryIndices(reader: ByteReader, count: number): ForbiddenFeature {
  for (let index = 0; index < count; index += 1)
    if (readByte(reader) !== 0) return 'more than one memory';
  return null;
}

function skipIndices(reader: ByteReader, count: number): ForbiddenFeature {
  for (let index = 0; index < count && !reader.damaged; index += 1) readU32(reader);
  return null;
}

/** V8's own limit. */
const targetsMax = 65_520;

function skipTargets(reader: ByteReader): ForbiddenFeature {
  const count = readU32(reader);
  if (count > targetsMax) return 'more targets of a branch than any program needs';
  return skipIndices(reader, count + 1);
}

/** Empty, one value type, or the index of a function type. */
function skipBlockType(reader: ByteReader): ForbiddenFeature {
  const first = reader.bytes[reader.at] ?? 0;
  skipLeb(reader, 33);
  const isTypeIndex = first < 0x40 || first >= 0x80;
  if (isTypeIndex || first === 0x40 || isAdmittedValueType(first)) return null;
  return featureOfType(first);
}

function skipValueTypes(reader: ByteReader, count: number): ForbiddenFeature {
  for (let index = 0; index < count && !reader.damaged; index += 1) {
    const type = readByte(reader);
    if (!isAdmittedValueType(type)) return featureOfType(type);
  }
  return null;
}

function done(_skipped: void): null {
  return null;
}
