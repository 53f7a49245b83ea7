/**
 * Every admitted instruction that has an effect of its own, one by one: with its meter it answers, writes and traps as
 * without, but for the bits of the NaNs that arithmetic makes, and it costs what the contract says. Takes
 * some five seconds.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { roleOf } from '../../workers/meter/nan-roles.ts';
import { createAssembler } from '../spec/assembler.ts';
import type { Callee, ExactCall } from '../spec/exact-call.ts';
import { createExactCall } from '../spec/exact-call.ts';
import {
  moduleWith,
  nameOf,
  plainCodes,
  prefixed,
  samplesOf,
  typeOf,
} from '../spec/instruction-modules.ts';
import { meteredInstance } from '../spec/metered.ts';
import type { Value } from '../spec/values.ts';
import { hex } from '../spec/values.ts';

let call: ExactCall;

beforeAll(async () => {
  call = createExactCall(await createAssembler());
});

describe('with its meter an instruction does what it does without', () => {
  test.each(plainCodes.map((code) => [nameOf(code), code] as const))('%s', (_name, code) => {
    const bytes = moduleWith(code);
    const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const metered = meteredInstance(bytes);
    if (metered === null) return expect.unreachable('refused');
    const differences = combinations(typeOf(code).pops).filter((given) => {
      const expected = outcomeOf(plain, code, given);
      metered.takeCount();
      const outcome = outcomeOf(metered.exports, code, given);
      const count = metered.takeCount();
      const isSame =
        outcome.trap === expected.trap &&
        outcome.results.join() === expected.results.map((one) => canonical(one, code)).join() &&
        (typeOf(code).pushes.length > 0 || memoryOf(metered.exports) === memoryOf(plain));
      return !isSame || (outcome.trap === null && count !== costOf(code, given, outcome.results));
    });
    expect(differences.map((given) => given.map(({ bits }) => hex(bits)).join(' '))).toEqual([]);
  });
});

interface CallOutcome {
  readonly trap: string | null;
  readonly results: readonly string[];
}

function outcomeOf(
  exports: WebAssembly.Exports,
  code: number,
  given: readonly Value[],
): CallOutcome {
  try {
    const results = call(exports['run'] as Callee, typeOf(code), given);
    return { trap: null, results: results.map(({ bits }) => hex(bits)) };
  } catch (error) {
    return { trap: trapOf(error), results: [] };
  }
}

/** The engine says which of the two is too short, segment or table; to the specification it is one trap. */
function trapOf(error: unknown): string {
  return String(error).replace('element segment out of bounds', 'table index is out of bounds');
}

/** A checksum would do as well; the beginning and the end are where the samples point to. */
function memoryOf(exports: WebAssembly.Exports): string {
  const { buffer } = exports['memory'] as WebAssembly.Memory;
  return hex(new Uint8Array(buffer, 0, 256)) + hex(new Uint8Array(buffer, 65_280, 256));
}

/** All combinations of samples for one or two operands; for three, as many of them. */
function combinations(types: readonly number[]): readonly (readonly Value[])[] {
  const samples = types.map(samplesOf);
  const total = samples.reduce((product, one) => product * one.length, 1);
  const step = Math.max(1, Math.floor(total / 256)) | 1;
  const chosen: (readonly Value[])[] = [];
  for (let number = 0; number < total; number += step) {
    let rest = number;
    chosen.push(
      samples.map((choices) => {
        const bits = choices[rest % choices.length] ?? new Uint8Array(16);
        rest = Math.floor(rest / choices.length);
        return { type: '', bits };
      }),
    );
  }
  return chosen;
}

/** What arithmetic answered, with each NaN replaced by the one that every machine must show. */
function canonical(result: string, code: number): string {
  const role = roleOf(code);
  if (role.does !== 'makes') return result;
  const isSingle = role.kind === 'f32' || role.kind === 'f32x4';
  const digits = isSingle ? 8 : 16;
  const lanes = result.match(new RegExp(`.{${digits}}`, 'g')) ?? [];
  return lanes.map((lane) => (isNan(lane) ? (isSingle ? nan32 : nan64) : lane)).join('');
}

const nan32 = '0000c07f';
const nan64 = '000000000000f87f';

/** A lane in hexadecimal, the lowest byte first. */
function isNan(lane: string): boolean {
  const view = new DataView(Uint8Array.from(Buffer.from(lane, 'hex')).buffer);
  return Number.isNaN(lane.length === 8 ? view.getFloat32(0, true) : view.getFloat64(0, true));
}

const bulk = [8, 10, 11, 12, 14, 17].map((second) => prefixed(0xfc, second));
/** `memory.grow` by pages of 64 KiB, of which each KiB counts, and one more; `table.grow` by elements; when they succeed. */
const growth: { readonly [code: number]: number } = { 0x40: 64, [prefixed(0xfc, 15)]: 1 };
const flat: { readonly [code: number]: number } = { 0x40: 64 };

/** One for each operand that is fetched, one for the instruction, and more for each byte, element or page. */
function costOf(code: number, given: readonly Value[], results: readonly string[]): number {
  const last = given.at(-1)?.bits ?? new Uint8Array(4);
  const length = new DataView(last.buffer, last.byteOffset).getUint32(0, true);
  const isGrown = !(results[0] ?? '').startsWith('ffffffff');
  const perUnit = bulk.includes(code) ? 1 : isGrown ? (growth[code] ?? 0) : 0;
  return given.length + 1 + perUnit * length + (isGrown ? (flat[code] ?? 0) : 0);
}
