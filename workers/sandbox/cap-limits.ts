/**
 * Rewrites how far a module may grow. The limits of a worker's JavaScript heap do not hold for WebAssembly
 * memory, and the engine's own are far too wide; what a module declares about itself, the engine enforces.
 */
import { encodeU32 } from './byte-reader.ts';
import type { Limits } from './declared-limits.ts';
import type { ModuleLayout, Section } from './module-layout.ts';
import { sectionIds } from './module-layout.ts';

export const pageBytes = 65_536;

/** About 4 MiB of the engine's own memory; large compiled programs use some ten thousand. */
export const tableElementsMax = 100_000;

/**
 * The same module, with the maximum of its memory and of its tables lowered to what is allowed. The module
 * must have been admitted: its initial sizes are within the limits already.
 */
export function capMemory(
  bytes: Uint8Array,
  layout: ModuleLayout,
  memoryPagesMax: number,
): Uint8Array {
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  for (const section of layout.sections)
    parts.push(cappedSection(bytes, layout, section, memoryPagesMax));
  return concatenated(parts);
}

function cappedSection(
  bytes: Uint8Array,
  layout: ModuleLayout,
  section: Section,
  memoryPagesMax: number,
): Uint8Array {
  if (section.id === sectionIds.memory)
    return sectionOf(section.id, layout.memories, (limits) => encodeLimits(limits, memoryPagesMax));
  if (section.id === sectionIds.table)
    return sectionOf(section.id, layout.tables, (limits) => [
      0x70, // of functions
      ...encodeLimits(limits, tableElementsMax),
    ]);
  return bytes.subarray(section.start, section.end);
}

function sectionOf(
  id: number,
  all: readonly Limits[],
  encode: (limits: Limits) => readonly number[],
): Uint8Array {
  const content = [...encodeU32(all.length), ...all.flatMap(encode)];
  return Uint8Array.from([id, ...encodeU32(content.length), ...content]);
}

function encodeLimits(limits: Limits, most: number): readonly number[] {
  const maximum = Math.min(limits.maximum ?? most, most);
  return [0x01, ...encodeU32(limits.initial), ...encodeU32(maximum)];
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
