/** Which loops look at the allowance, and that those that do not are looked after. */
import { expect, test } from 'vitest';
import { costsOf } from '../../workers/meter/costs.ts';
import { flowOf } from '../../workers/meter/flow.ts';
import { headsThatLook } from '../../workers/meter/loop-looks.ts';
import { start } from '../support/metered-text.ts';
import { decodedModule } from './meter-functions.ts';

const again = '(br_if 0 (local.get 0))';
const inner = `(loop ${again})`;

const nests: readonly (readonly [what: string, loops: number, look: number, text: string])[] = [
  ['a loop alone looks', 1, 1, inner],
  ['one that always runs another leaves it to that', 2, 1, `(loop ${inner} ${again})`],
  ['so does every one around it', 4, 1, `(loop (loop (loop ${inner} ${again}) ${again}) ${again})`],
  [
    'one that may pass the inner one by looks itself',
    2,
    2,
    `(loop (if (local.get 0) (then ${inner})) ${again})`,
  ],
  [
    'one that runs another in either case does not',
    3,
    2,
    `(loop (if (local.get 0) (then ${inner}) (else ${inner})) ${again})`,
  ],
  [
    'one that begins anew before it comes to the inner one looks itself',
    2,
    2,
    `(loop ${again} ${inner} ${again})`,
  ],
  [
    'one that the inner one leaves, or leads back to, does not',
    2,
    1,
    `(loop (loop (br_if 1 (local.get 0)) ${again}) ${again})`,
  ],
  [
    'one whose inner one need not run the innermost looks itself',
    3,
    3,
    `(loop (loop (if (local.get 0) (then ${inner})) ${again}) ${again})`,
  ],
  ['loops behind each other know nothing of each other', 3, 2, `(loop ${inner} ${again}) ${inner}`],
  [
    'one behind a nest of loops looks for itself',
    5,
    3,
    `(loop (loop ${inner} ${again}) ${again}) (loop (if (local.get 0) (then ${inner})) ${again})`,
  ],
  ['a loop that nothing leads back to is none', 0, 0, '(loop (nop))'],
  ['nor does it count as an inner one', 1, 1, `(loop (loop (nop)) ${again})`],
  [
    'one that runs another behind a call does not',
    2,
    1,
    `(loop (call 0 (i32.const 0)) ${inner} ${again})`,
  ],
];

test.for(nests)('%s', ([, loops, look, text]) => {
  const [fn] = decodedModule(`(func (param i32) ${text})`).functions;
  if (fn === undefined) return expect.fail('the module has a function');
  const flow = flowOf(fn, costsOf(fn));
  expect([flow.heads.size, headsThatLook(fn, flow).size]).toEqual([loops, look]);
});

/** Rounds of an outer loop around one of a single round, with so much code beside it. */
const nested = (rounds: number, besides: number) => `(func (export "run") (local $i i32)
  (loop $outer
    ${'nop '.repeat(besides)}
    (loop $inner (br_if $inner (i32.const 0)))
    ${'nop '.repeat(besides)}
    (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const ${rounds})))))`;

test.for([1, 100, 4_000, 6_000, 12_000])(
  'nested loops with %i instructions beside the inner one never go far without a look',
  (besides) => {
    const rounds = Math.ceil(200_000 / (besides + 5));
    const units = rounds * (2 * besides + 9);
    const { call, count, slices } = start(nested(rounds, besides), { portion: 1 });
    call['run']?.();
    expect(count()).toBe(units);
    expect(slices()).toBeGreaterThanOrEqual(Math.floor(units / 10_000));
  },
);
