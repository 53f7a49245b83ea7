/**
 * Nothing that comes from outside breaks its reader, keeps it busy, or is taken for what it is not.
 * `COMMON_HOURS_RUNS=100000` for longer, `COMMON_HOURS_SEED=7` for other inputs; `node test/fuzz-decoders.ts` for a
 * million of one reader.
 */
import { expect, test } from 'vitest';
import { allDecoders } from '../support/decoder-fuzz/all-decoders.ts';
import { bytesOf, textOf } from '../support/decoder-fuzz/decoder.ts';
import type { Decoder } from '../support/decoder-fuzz/decoder.ts';
import { fuzzDecoder } from '../support/decoder-fuzz/fuzz-decoder.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 6_000);
const fewest = 100;

test.each(allDecoders.map((each) => [each.name, each] as const))(
  `bent bytes do no harm to the reader of: %s (seed ${seed})`,
  (_name, decoder) => {
    const count = Math.max(fewest, Math.ceil(runs / decoder.cost));
    expect(fuzzDecoder(decoder, seed, count).faults).toEqual([]);
  },
);

/** A reader of a word, made wrong in one way. */
function wrong(read: Decoder['read'], taken: Decoder['taken'] = 'exactly'): readonly string[] {
  const decoder = { name: 'planted', cost: 1, samples: [bytesOf('commonhours')], read, taken };
  return fuzzDecoder(decoder, 1, 2_000).faults;
}

test.each<readonly [string, readonly string[]]>([
  [
    'it fell over',
    wrong((bytes) => {
      if (bytes.byteLength > 20) throw new Error('too long');
      return bytes;
    }),
  ],
  ['it took what it would write otherwise', wrong((bytes) => bytesOf(textOf(bytes).trim()))],
  ['it believed what nobody has signed', wrong((bytes) => bytes, 'as signed')],
  ['it reads its own words otherwise', wrong((bytes) => bytesOf(`${textOf(bytes)}.`), 'again')],
  ['a sample was refused', wrong(() => null)],
  [
    'it takes',
    wrong((bytes) => {
      const until = performance.now() + (bytes.byteLength > 200 ? 600 : 0);
      while (performance.now() < until);
      return bytes;
    }),
  ],
])('a reader is found out: %s', (fault, faults) => {
  expect(faults.join('\n')).toContain(fault);
});
