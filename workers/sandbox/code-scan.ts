/** Looks through all the code of a module for what jobs may not use. */
import type { ByteReader } from './byte-reader.ts';
import { createByteReader, hasMore, readByte, readU32, skipBytes } from './byte-reader.ts';
import type { ForbiddenFeature } from './instructions.ts';
import { opcodes, readInstruction, skipLocals } from './instructions.ts';
import type { ModuleLayout } from './module-layout.ts';
import { isAdmittedValueType, sectionIds } from './module-layout.ts';

export interface CodeScan {
  /** Code that does not follow the format, so that nothing more can be said about it. */
  readonly damaged: boolean;
  readonly forbidden: ForbiddenFeature;
}

/** Time is linear in the size of the module: about 10 ms a MiB. */
export function scanCode(bytes: Uint8Array, layout: ModuleLayout): CodeScan {
  for (const section of layout.sections) {
    const reader = createByteReader(bytes, section.content, section.end);
    let forbidden: ForbiddenFeature = null;
    if (section.id === sectionIds.global) forbidden = scanGlobals(reader);
    else if (section.id === sectionIds.code) forbidden = scanFunctions(reader);
    if (forbidden !== null || reader.damaged) return { damaged: reader.damaged, forbidden };
  }
  return { damaged: false, forbidden: null };
}

function scanGlobals(reader: ByteReader): ForbiddenFeature {
  const count = readU32(reader);
  for (let index = 0; index < count && hasMore(reader); index += 1) {
    if (!isAdmittedValueType(readByte(reader))) return 'references other than functions';
    readByte(reader);
    for (let code = -1; code !== opcodes.end && hasMore(reader);) {
      const instruction = readInstruction(reader);
      if (instruction.forbidden !== null) return instruction.forbidden;
      code = instruction.code;
    }
  }
  return null;
}

function scanFunctions(reader: ByteReader): ForbiddenFeature {
  const count = readU32(reader);
  for (let index = 0; index < count && hasMore(reader); index += 1) {
    const size = readU32(reader);
    const body = createByteReader(reader.bytes, reader.at, reader.at + size);
    skipBytes(reader, size);
    if (reader.damaged) return null;
    const forbidden = scanBody(body);
    reader.damaged = body.damaged;
    if (forbidden !== null) return forbidden;
  }
  return null;
}

function scanBody(body: ByteReader): ForbiddenFeature {
  const inLocals = skipLocals(body);
  if (inLocals !== null) return inLocals;
  while (hasMore(body)) {
    const { forbidden } = readInstruction(body);
    if (forbidden !== null) return forbidden;
  }
  return null;
}
