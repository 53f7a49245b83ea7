/** Loops that were made several rounds long: nobody may find out by what they do, count, or stop at. */
import { expect, test } from 'vitest';
import { roomOfModule } from '../../workers/meter/unroll.ts';
import { assembled, meteredBytes, start } from '../support/metered-text.ts';

const portions: readonly number[] = [1, 9, 1000];

test('an endless loop is ended at the first look after its allowance, whatever was granted when', () => {
  const text = `(global $g (export "g") (mut i32) (i32.const 0))
    (func (export "run") loop (global.set $g (i32.add (global.get $g) (i32.const 1))) br 0 end)`;
  for (let units = 1; units <= 90; units += 1)
    for (const portion of portions) {
      const { call, exports, count } = start(text, { units, portion });
      expect(() => call['run']?.()).toThrow('exhausted');
      const rounds = (exports['g'] as WebAssembly.Global).value as number;
      expect({ units, portion, rounds }).toEqual({
        units,
        portion,
        rounds: 1 + Math.floor(units / 5),
      });
      expect(count()).toBe(rounds * 5);
    }
});

test('a loop of rounds that differ is ended at the first look after its allowance', () => {
  const text = `(global $g (export "g") (mut i32) (i32.const 0))
    (func (export "run") loop (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (if (i32.and (global.get $g) (i32.const 1)) (then nop nop nop) (else)) br 0 end)`;
  const costs = [12, 9];
  for (let units = 1; units <= 120; units += 1) {
    let [rounds, spent] = [0, 0];
    while (spent <= units) spent += costs[rounds++ % 2] ?? 0;
    for (const portion of portions) {
      const { call, exports, count } = start(text, { units, portion });
      expect(() => call['run']?.()).toThrow('exhausted');
      const done = (exports['g'] as WebAssembly.Global).value as number;
      expect({ units, portion, done, spent: count() }).toEqual({
        units,
        portion,
        done: rounds,
        spent,
      });
    }
  }
});

interface Way {
  readonly what: string;
  readonly text: string;
  readonly answer: (rounds: number) => number;
  readonly units: (rounds: number) => number;
}

const down = '(local.tee 0 (i32.sub (local.get 0) (i32.const 1)))';
const ways: readonly Way[] = [
  {
    what: 'at its end, with a value',
    text: `loop (result i32) (br_if 0 ${down}) (i32.add (local.get 0) (i32.const 7)) end`,
    answer: () => 7,
    units: (rounds) => rounds * 5 + 3,
  },
  {
    what: 'out of the middle, with a value',
    text: `block (result i32) loop (br_if 1 (i32.const 9) (i32.eqz ${down})) drop br 0 end
      unreachable end`,
    answer: () => 9,
    units: (rounds) => rounds * 7 + (rounds - 1) * 2,
  },
  {
    what: 'out of the function',
    text: `loop (if (i32.eqz ${down}) (then (return (i32.const 5)))) br 0 end unreachable`,
    answer: () => 5,
    units: (rounds) => rounds * 6 + (rounds - 1) + 2,
  },
  {
    what: 'through a table of branches',
    text: `(local.set 1 (i32.const 0)) block block loop
      (local.set 1 (i32.add (local.get 1) (i32.const 2)))
      (br_table 1 0 0 2 0 ${down}) end end (return (i32.sub (i32.const 0) (local.get 1))) end
      local.get 1`,
    answer: (rounds) => (rounds > 3 ? (rounds - 3) * 2 : rounds * -2),
    units: (rounds) => 2 + (rounds > 3 ? rounds - 3 : rounds) * 9 + (rounds > 3 ? 1 : 4),
  },
];

test.for(ways)('a loop is left as before $what', ({ text, answer, units }) => {
  const whole = `(func (export "run") (param i32) (result i32) (local i32) ${text})`;
  for (const portion of portions) {
    const { call, count } = start(whole, { portion });
    for (let rounds = 1; rounds <= 14; rounds += 1) {
      expect({ rounds, answer: call['run']?.(rounds) }).toEqual({ rounds, answer: answer(rounds) });
      expect({ rounds, units: count() }).toEqual({ rounds, units: units(rounds) });
    }
  }
});

test('a trap in any of its rounds comes when it came', () => {
  const text = `(global $g (export "g") (mut i32) (i32.const 0))
    (func (export "run") (param i32) loop (global.set $g (i32.add (global.get $g) (i32.const 1)))
      (drop (i32.div_u (i32.const 1) (local.get 0))) (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      br 0 end)`;
  for (const portion of portions)
    for (let rounds = 1; rounds <= 14; rounds += 1) {
      const { call, exports } = start(text, { portion });
      expect(() => call['run']?.(rounds - 1)).toThrow('divide by zero');
      expect((exports['g'] as WebAssembly.Global).value).toBe(rounds);
    }
});

test('a module of nothing but loops grows by no more than there is room for', () => {
  const loop = 'loop local.get 0 br_if 0 end ';
  const one = `(func (param i32) ${loop.repeat(800)})`;
  const bytes = assembled(one.repeat(20));
  const metered = meteredBytes(bytes);
  expect(WebAssembly.validate(metered)).toBe(true);
  // Each loop gets a look of some 23 bytes; nothing of what is added costs more than 16 bytes.
  expect(metered.length).toBeLessThan(bytes.length + 16_000 * 40 + roomOfModule * 16);
});

test('a loop that nothing leads back to does not look at the allowance', () => {
  const text = `(global $g (mut i32) (i32.const 0)) (func (export "run") (param i32)
    loop (global.set $g (i32.const 1)) return (br_if 0 (local.get 0)) end)`;
  const { call, count, slices } = start(text, { units: 1 });
  call['run']?.(1);
  expect([count(), slices()]).toEqual([3, 0]);
});
