/** Why a module has no checkpoints, although it runs: what it does could not be taken up again. */
import { type DecodedFunction, decodeFunction, nextU32, op } from '../meter/decode.ts';
import { functionTypeOf, type ModuleLayout, sectionIds } from '../sandbox/module-layout.ts';

/** Exported by the transformation; a program that has such names cannot have them twice. */
const reservedPrefix = 'asyncify_';

const changesTables = new Set<number>([
  op.tableSet,
  ...[12, 14, 15, 17].map((code) => 0xfc * 4096 + code), // init, copy, grow, fill
]);

/** A sentence, or null for a module that can be left and come back to. It must have been admitted. */
export function whyNoCheckpoints(bytes: Uint8Array, layout: ModuleLayout): string | null {
  if (layout.exports.some(({ name }) => name.startsWith(reservedPrefix)))
    return `It exports names that begin with \`${reservedPrefix}\`, which checkpoints need.`;
  const used = new Set<number>();
  for (const { code } of functionsOf(bytes, layout)) for (const one of code) used.add(one.code);
  if (used.has(op.returnCall) || used.has(op.returnCallIndirect))
    return 'It uses tail calls, which cannot be left in the middle.';
  if ([...changesTables].some((code) => used.has(code)))
    return 'It changes its tables, which a checkpoint does not hold.';
  if (used.has(op.dataDrop) && used.has(op.memoryInit))
    return 'It drops data that it reads while it runs, which a checkpoint does not hold.';
  return null;
}

function* functionsOf(bytes: Uint8Array, layout: ModuleLayout): Generator<DecodedFunction> {
  const section = layout.sections.find(({ id }) => id === sectionIds.code);
  if (section === undefined) return;
  const cursor = { bytes, at: section.content };
  const count = nextU32(cursor);
  const first = layout.functions.length - count;
  for (let index = first; index < first + count; index += 1) {
    const size = nextU32(cursor);
    const type = functionTypeOf(layout, index) ?? { parameters: [], results: [] };
    const typeIndex = layout.functions[index] ?? 0;
    yield decodeFunction(bytes, cursor.at, cursor.at + size, { index, typeIndex, type });
    cursor.at += size;
  }
}
