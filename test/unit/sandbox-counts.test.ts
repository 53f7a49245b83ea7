/** Modules that declare millions of things are refused by name, before they fill the memory of the thread. */
import { expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import { admitModule } from '../../workers/sandbox/admission.ts';
import { encodeU32 } from '../../workers/sandbox/byte-reader.ts';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** One section that repeats an entry as often as a module's size lets it. */
function crowded(id: number, entry: readonly number[]): Uint8Array {
  const count = Math.floor((limits.moduleBytes - 64) / entry.length);
  const length = encodeU32(count).length + count * entry.length;
  const start = [...header, id, ...encodeU32(length), ...encodeU32(count)];
  const bytes = new Uint8Array(start.length + count * entry.length);
  bytes.set(start);
  for (let index = 0; index < count; index += 1)
    bytes.set(entry, start.length + index * entry.length);
  return bytes;
}

const cases: readonly (readonly [what: string, module: Uint8Array])[] = [
  ['types', crowded(1, [0x60, 0, 0])],
  ['imports', crowded(2, [1, 65, 1, 66, 0, 0])],
  ['functions', crowded(3, [0])],
  ['tables', crowded(4, [0x70, 0, 0])],
  ['exports', crowded(7, [1, 65, 0, 0])],
];

test.for(cases)('millions of %s', ([what, module]) => {
  expect(admitModule(module, 1, null)).toMatchObject({
    ok: false,
    error: { name: 'feature_refused', detail: expect.stringContaining(`more ${what}`) as string },
  });
});

test('millions of sections', () => {
  const module = new Uint8Array(3_000_000);
  for (let at = 8; at + 3 <= module.length; at += 3) module.set([0, 1, 0], at);
  module.set(header);
  expect(admitModule(module, 1, null)).toMatchObject({ error: { name: 'feature_refused' } });
});

test('a function of millions of parameters', () => {
  const count = 7_000_000;
  const type = [0x60, ...encodeU32(count)];
  const length = 1 + type.length + count + 1;
  const start = [...header, 1, ...encodeU32(length), 1, ...type];
  const module = new Uint8Array(start.length + count + 1).fill(0x7f);
  module.set(start);
  module[module.length - 1] = 0;
  expect(admitModule(module, 1, null)).toMatchObject({ error: { name: 'feature_refused' } });
});

test('a section that comes twice makes a module damaged', () => {
  const types = [1, 4, 1, 0x60, 0, 0];
  const module = Uint8Array.from([...header, ...types, ...types]);
  expect(admitModule(module, 1, null)).toMatchObject({ error: { name: 'not_webassembly' } });
});
