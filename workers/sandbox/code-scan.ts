/**
 * Looks through all the code of a module for what jobs may not use, and for what would keep a compiler busy for
 * ever. Time is linear in the size of the module: about 10 ms a MiB.
 */
import type { ByteReader } from './byte-reader.ts';
import { createByteReader, hasMore, readByte, readU32, skipBytes } from './byte-reader.ts';
import { opcodes, readInstruction } from './instructions.ts';
import type { Flaw } from './flaw.ts';
import type { ModuleLayout } from './module-layout.ts';
import { functionTypeOf, sectionIds } from './module-layout.ts';
import { featureOfType, isAdmittedValueType } from './value-types.ts';

/**
 * The largest of real programs, interpreters as a whole, have some 100 KiB; the meter keeps one in memory at a time,
 * and nobody can end a thread while its engine compiles one: half a MiB of calls takes some seconds.
 */
const functionBytesMax = 512 * 1024;
/** V8's own limit is 50,000, and the meter adds a few. */
const localsMax = 49_900;
/** In all functions together: some hundred times what large programs have. */
const localsMaxInAll = 5_000_000;
/** Blocks in blocks. A `switch` of a thousand cases is a thousand of them; every engine bears this. */
const depthMax = 10_000;
/** Loops in loops: what an engine keeps for each is kept for all around it too. Known programs have some ten. */
const loopDepthMax = 500;

/** Blocks and branches of a function. The largest known has 2,100; compiling takes time with the square of them. */
const partingsMax = 10_000;
/**
 * An optimising compiler notes at each place where paths part or meet what every local is there, in some 30 bytes.
 * The largest known function has 0.4 million such notes; without a limit, 200 KiB of code can ask for 11 GB.
 */
const notesMax = 8_000_000;

/**
 * All `br_table`s of a function together, some one or two bytes for each target. The largest interpreters have a
 * thousand targets; each is an edge that the meter keeps while it looks at the function.
 */
const targetBytesMax = 50_000;

/** The first flaw of the code, or null. */
export function findFlawInCode(bytes: Uint8Array, layout: ModuleLayout): Flaw | null {
  const section = layout.sections.find(({ id }) => id === sectionIds.code);
  if (section === undefined) return null;
  const reader = createByteReader(bytes, section.content, section.end);
  const count = readU32(reader);
  const imported = layout.functions.length - count;
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
    const parameters = functionTypeOf(layout, imported + index)?.parameters.length ?? 0;
    const flaw = findFlawIn(body, notesMax / (parameters + locals + 1));
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

/** `meetings`: places where paths part or meet, the targets of each `br_table` among them. */
function findFlawIn(body: ByteReader, meetings: number): Flaw | null {
  let depth = 1;
  let meetingsLeft = meetings;
  let partingsLeft = partingsMax;
  const isLoop = [false];
  let loopDepth = 0;
  let targetBytesLeft = targetBytesMax;
  while (hasMore(body) && depth > 0) {
    const at = body.at;
    const { code, forbidden } = readInstruction(body);
    if (body.damaged) break;
    if (forbidden !== null) return feature(forbidden, at);
    if (code >= opcodes.block && code <= opcodes.branchTable && code !== opcodes.end) {
      partingsLeft -= 1;
      meetingsLeft -= code === opcodes.branchTable ? body.at - at : 1;
    }
    if (code === opcodes.branchTable) targetBytesLeft -= body.at - at;
    if (Math.min(meetingsLeft, targetBytesLeft, partingsLeft) < 0)
      return feature('more branches than any program needs', at);
    if (code === opcodes.end) {
      depth -= 1;
      if (isLoop.pop() === true) loopDepth -= 1;
    } else if (code >= opcodes.block && code <= opcodes.if) {
      depth += 1;
      isLoop.push(code === opcodes.loop);
      if (code === opcodes.loop) loopDepth += 1;
    }
    if (depth > depthMax || loopDepth > loopDepthMax)
      return feature('blocks nested deeper than any program needs', at);
  }
  return body.damaged || depth > 0 || hasMore(body) ? damagedCode(body) : null;
}

function feature(what: string, at: number): Flaw {
  return { kind: 'feature', what, at };
}

function damagedCode({ at }: ByteReader): Flaw {
  return { kind: 'damaged', what: 'the code of a function', at };
}
