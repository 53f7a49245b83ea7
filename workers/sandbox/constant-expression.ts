/**
 * Reads the expressions that give globals their first value and segments their place. Only what WebAssembly 2.0
 * has is admitted: one constant, an imported global, or a reference to a function. Newer engines add more.
 */
import type { ByteReader } from './byte-reader.ts';
import { readByte, readS32, readU32, skipBytes, skipLeb } from './byte-reader.ts';
import { featureOfType } from './value-types.ts';

export interface ConstantExpression {
  /** What jobs may not use, or null. */
  readonly forbidden: string | null;
  /** The value of an `i32.const`, without its sign; null for everything else. */
  readonly number: number | null;
}

/** Reads to the end of the expression. `importedGlobals`: how many globals come from outside. */
export function readConstantExpression(
  reader: ByteReader,
  importedGlobals: number,
): ConstantExpression {
  let number: number | null = null;
  while (!reader.damaged) {
    const opcode = readByte(reader);
    if (opcode === 0x0b) break;
    if (opcode === 0x41) {
      number = readS32(reader) >>> 0;
      continue;
    }
    number = null;
    const forbidden = readConstant(reader, opcode, importedGlobals);
    if (forbidden !== null) return { forbidden, number };
  }
  return { forbidden: null, number };
}

function readConstant(reader: ByteReader, opcode: number, importedGlobals: number): string | null {
  switch (opcode) {
    case 0x23: // global.get
      return readU32(reader) < importedGlobals ? null : extended;
    case 0x42: // i64.const
      skipLeb(reader, 64);
      return null;
    case 0x43: // f32.const
      skipBytes(reader, 4);
      return null;
    case 0x44: // f64.const
      skipBytes(reader, 8);
      return null;
    case 0xd0: {
      // ref.null
      const type = readByte(reader);
      return type === 0x70 ? null : featureOfType(type);
    }
    case 0xd2: // ref.func
      readU32(reader);
      return null;
    case 0xfd: // v128.const
      if (readU32(reader) !== 12) return unknown;
      skipBytes(reader, 16);
      return null;
    case 0xfb:
      return 'garbage-collected types';
    default: {
      const isArithmetic = (opcode >= 0x6a && opcode <= 0x6c) || (opcode >= 0x7c && opcode <= 0x7e);
      return isArithmetic ? extended : unknown;
    }
  }
}

const extended = 'extended constant expressions';
const unknown = 'instructions where only constants may stand';
