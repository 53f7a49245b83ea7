/**
 * Looks through all the code of a module for what jobs may not use, and for what would keep a compiler busy for
 * ever. Time is linear in the size of the module: about 10 ms a MiB.
 */
import type { ByteReader } from './byte-reader.ts';
import { createByteReader, hasMore, readByte, readU32, skipBytes } from './byte-reader.ts';
import { opcodes, readInstruction } from './instructions.ts';
import type { Flaw } from './flaw.ts';
import type { ModuleLayout } from './module-layout.ts';
import { sectionIds } from './module-layout.ts';
import { featureOfType, isAdmittedValueType } from './value-types.ts';

/** The largest of real programs, interpreters as a whole, have some 100 KiB; the meter keeps one in memory at a time. */
const functionBytesMax = 1024 * 1024;
/** V8's own limit is 50,000, and the meter adds a few. */
const localsMax = 49_900;
/** In all functions together: some hundred times what large programs have. */
const localsMaxInAll = 5_000_000;
/** Blocks in blocks. A `switch` of a thousand cases is a thousand of them; every engine bears this. */
const depthMax = 10_000;

/**
 * All `br_table`s of a function together, some one or two bytes for each target. The largest interpreters have a
 * thousand targets; each is an edge that the meter keeps while it looks at the function.
 */
const targetBytesMax = 160_000;

/** The first flaw of the code, or null. */
export function findFlawInCode(bytes: Uint8Array, layout: ModuleLayout): Flaw | null {
  const section = layout.sections.find(({ id }) => id === sectionIds.code);
  if (section === undefined) return null;
  const reader = createByteReader(bytes, section.content, section.end);
  const count = readU32(reader);
  let localsLeft = localsMaxInAll;
  for (let index = 0; index < count && hasMore(reader); index += 1) {
    const size = readU32(reader);
    const start = reader.at;
    skipBytes(reader, size);
    if (reader.damaged) break;
    if (size > functionBytesMax) return feature('a function longer than any program needs', start);
    const body = createByteReader(bytes, start, start + size);
    const locals = readLocals(body);
    if (typeof locals !== 'number') return locals;
    localsLeft -= locals;
    if (localsLeft < 0) return feature(tooManyLocals, start);
    const flaw = findFlawIn(body);
    if (flaw !== null) return flaw;
  }
  return reader.damaged ? { kind: 'damaged', what: 'the code section', at: reader.at } : null;
}

const tooManyLocals = 'more local variables than any program needs';

/** Passes over the declarations of local variables, and answers how many they are. */
function readLocals(body: ByteReader): number | Flaw {
  const start = body.at;
  const groups = readU32(body);
  let locals = 0;
  for (let group = 0; group < groups && !body.damaged; group += 1) {
    locals += readU32(body);
    const at = body.at;
    const type = readByte(body);
    if (body.damaged) break;
    if (!isAdmittedValueType(type)) return feature(featureOfType(type), at);
    if (locals > localsMax) return feature(tooManyLocals, start);
  }
  return body.damaged ? damagedCode(body) : locals;
}

function findFlawIn(body: ByteReader): Flaw | null {
  let depth = 1;
  let targetBytesLeft = targetBytesMax;
  while (hasMore(body) && depth > 0) {
    const at = body.at;
    const { code, forbidden } = readInstruction(body);
    if (body.damaged) break;
    if (forbidden !== null) return feature(forbidden, at);
    if (code === opcodes.branchTable) targetBytesLeft -= body.at - at;
    if (targetBytesLeft < 0) return feature('more branches than any program needs', at);
    if (code === opcodes.end) depth -= 1;
    else if (code >= opcodes.block && code <= opcodes.if) depth += 1;
    if (depth > depthMax) return feature('blocks nested deeper than any program needs', at);
  }
  return body.damaged || depth > 0 || hasMore(body) ? damagedCode(body) : null;
}

function feature(what: string, at: number): Flaw {
  return { kind: 'feature', what, at };
}

function damagedCode({ at }: ByteReader): Flaw {
  return { kind: 'damaged', what: 'the code of a function', at };
}
