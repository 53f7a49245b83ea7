/** Decoded functions of modules in text, for the tests of what the meter finds out about them. */
import type { DecodedFunction } from '../../workers/meter/decode.ts';
import { decodeFunction, nextU32 } from '../../workers/meter/decode.ts';
import type { ModuleLayout } from '../../workers/sandbox/module-layout.ts';
import {
  functionTypeOf,
  readModuleLayout,
  sectionIds,
} from '../../workers/sandbox/module-layout.ts';
import { createAssembler } from '../spec/assembler.ts';

export interface DecodedModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: ModuleLayout;
  readonly functions: readonly DecodedFunction[];
}

const assemble = await createAssembler();

export function decodedModule(text: string): DecodedModule {
  const bytes = assemble(text);
  const layout = readModuleLayout(bytes);
  if (layout === null) return { bytes, layout: emptyLayout, functions: [] };
  const section = layout.sections.find(({ id }) => id === sectionIds.code);
  const cursor = { bytes, at: section?.content ?? 0 };
  const functions = Array.from({ length: nextU32(cursor) }, (_, order) => {
    const size = nextU32(cursor);
    const index = layout.importedFunctions + order;
    const type = functionTypeOf(layout, index) ?? { parameters: [], results: [] };
    const typeIndex = layout.functions[index] ?? 0;
    const start = cursor.at;
    cursor.at += size;
    return decodeFunction(bytes, start, cursor.at, { index, typeIndex, type });
  });
  return { bytes, layout, functions };
}

const emptyLayout: ModuleLayout = {
  sections: [],
  types: [],
  imports: [],
  exports: [],
  memories: [],
  tables: [],
  functions: [],
  importedFunctions: 0,
  globals: [],
  activeSegments: [],
};
