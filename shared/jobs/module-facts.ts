/**
 * What the bytes of a WebAssembly module say it asks for and offers, for people who look at it. This is for looking
 * only: whether a module may run is decided by the sandbox, from its own reading.
 */
import { bytesToText } from '../base/bytes.ts';
import { printable } from '../base/printable.ts';

export interface ModuleFacts {
  /** `module.name` of each, as it may stand among our words; cut off after `namesMax`. */
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

export const namesMax = 100;
const nameLength = 80;
const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const importSection = 2;
const exportSection = 7;

/** Whether these bytes begin as a WebAssembly module does. */
export function isWebAssembly(bytes: Uint8Array): boolean {
  return magic.every((each, at) => bytes[at] === each);
}

/** Null where the bytes cannot be read as a module. */
export function moduleFacts(bytes: Uint8Array): ModuleFacts | null {
  if (!isWebAssembly(bytes)) return null;
  const reader = createReader(bytes, magic.length);
  const facts: { imports: readonly string[]; exports: readonly string[] } = {
    imports: [],
    exports: [],
  };
  while (!reader.isAtEnd()) {
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at() + size;
    if (id === importSection) facts.imports = importsOf(reader);
    if (id === exportSection) facts.exports = exportsOf(reader);
    reader.goTo(end);
    if (reader.isBroken()) return null;
  }
  return facts;
}

function importsOf(reader: Reader): readonly string[] {
  const names: string[] = [];
  for (let left = reader.number(); left > 0 && names.length < namesMax; left -= 1) {
    const name = `${reader.name()}.${reader.name()}`;
    skipType(reader, reader.byte());
    if (reader.isBroken()) break;
    names.push(name);
  }
  return names;
}

function exportsOf(reader: Reader): readonly string[] {
  const names: string[] = [];
  for (let left = reader.number(); left > 0 && names.length < namesMax; left -= 1) {
    const name = reader.name();
    reader.byte();
    reader.number();
    if (reader.isBroken()) break;
    names.push(name);
  }
  return names;
}

/** Function, table, memory, global: what stands behind the name of an import. */
function skipType(reader: Reader, kind: number): void {
  if (kind === 0) reader.number();
  else if (kind === 3) {
    reader.byte();
    reader.byte();
  } else if (kind === 1 || kind === 2) {
    if (kind === 1) reader.byte();
    const hasMost = (reader.byte() & 1) === 1;
    reader.number();
    if (hasMost) reader.number();
  } else reader.giveUp();
}

type Reader = ReturnType<typeof createReader>;

/** Reads on to the end and says afterwards whether that was more than there is. */
function createReader(bytes: Uint8Array, start: number) {
  let at = start;
  let isBroken = false;

  function byte(): number {
    const value = bytes[at];
    at += 1;
    if (value === undefined) isBroken = true;
    return value ?? 0;
  }

  /** Unsigned LEB128 of at most five bytes. */
  function number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const part = byte();
      value += (part & 0x7f) * 2 ** shift;
      if (part < 0x80) return value;
    }
    isBroken = true;
    return value;
  }

  return {
    byte,
    number,
    at: () => at,
    isAtEnd: () => isBroken || at >= bytes.length,
    isBroken: () => isBroken,
    giveUp() {
      isBroken = true;
    },
    goTo(next: number) {
      at = next;
      if (next > bytes.length) isBroken = true;
    },
    name(): string {
      const length = number();
      const text = bytesToText(bytes.subarray(at, at + Math.min(length, 4 * nameLength)));
      at += length;
      if (at > bytes.length) isBroken = true;
      return printable(text).slice(0, nameLength);
    },
  };
}
