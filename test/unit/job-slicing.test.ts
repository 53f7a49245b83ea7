import { describe, expect, it } from 'vitest';
import { bytesToText, textToBytes } from '../../shared/base/bytes.ts';
import { guessForm, listFrom, slicesFromItems } from '../../shared/jobs/lists.ts';
import { slicesOf } from '../../shared/jobs/slicing.ts';
import type { SlicedInput } from '../../shared/jobs/slicing.ts';

function inputsOf(input: SlicedInput): string[] {
  const slices = slicesOf(input);
  if (!slices.ok) return [slices.error.name];
  const { count } = slices.value;
  return Array.from({ length: count }, (_, i) =>
    bytesToText(slices.value.input(i) ?? new Uint8Array()),
  );
}

const range = (from: number, to: number, step: number, perSlice: number) =>
  ({ kind: 'range', from, to, step, perSlice }) as const;

describe('a range', () => {
  it('is cut into slices whose ends meet', () => {
    expect(inputsOf(range(0, 10, 1, 4))).toEqual([
      '{"from":0,"to":4,"step":1}',
      '{"from":4,"to":8,"step":1}',
      '{"from":8,"to":10,"step":1}',
    ]);
  });

  it('counts in steps, and is named by its first and last number', () => {
    const slices = slicesOf(range(-5, 6, 3, 2));
    expect(slices.ok && [slices.value.name(0), slices.value.name(1)]).toEqual(['−5–−2', '1–4']);
  });

  it.each([
    [range(5, 5, 1, 1), 'bad_range'],
    [range(9, 5, 1, 1), 'bad_range'],
    [range(0, 5, 0, 1), 'bad_range'],
    [range(0, 0.5, 1, 1), 'bad_range'],
    [range(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1, 1), 'bad_range'],
    [range(0, 10_001, 1, 1), 'too_many_slices'],
  ])('%o is refused as %s', (input, name) => {
    expect(inputsOf(input)).toEqual([name]);
  });
});

describe('inputs one behind the other', () => {
  it('are cut by their lengths', () => {
    const input = { lengths: [1, 0, 2], bytes: textToBytes('abc'), names: null };
    expect(inputsOf({ kind: 'slices', ...input })).toEqual(['a', '', 'bc']);
  });

  it.each([[[1, 1]], [[4]], [[]], [[-1, 4]]])('whose lengths are %j are refused', (lengths) => {
    expect(inputsOf({ kind: 'slices', lengths, bytes: textToBytes('abc'), names: null })).toEqual([
      'bad_input',
    ]);
  });
});

describe('a list', () => {
  it('of CSV becomes objects, and broken rows are named by their line', () => {
    const { items, problems } = listFrom('a,b\n1,2\n3\n"x\ny",5\n\n6,7\n8,"9', 'csv');
    expect(items).toEqual(['{"a":"1","b":"2"}', '{"a":"x\\ny","b":"5"}', '{"a":"6","b":"7"}']);
    expect(problems.map(({ line }) => line)).toEqual([3, 8]);
  });

  it('of CSV needs a name for each column', () => {
    expect(listFrom('a,a\n1,2', 'csv').problems).toHaveLength(1);
  });

  it('of JSON must be an array', () => {
    expect(listFrom('[1, {"a": [2]}]', 'json').items).toEqual(['1', '{"a":[2]}']);
    expect(listFrom('{"a":1}', 'json').problems).toHaveLength(1);
    expect(listFrom('[1,', 'json').problems).toHaveLength(1);
  });

  it('of lines of JSON says which of them are none', () => {
    const { items, problems } = listFrom('{"a": 1}\r\n{"a":2\n\n[3]\nfour\n', 'json');
    expect(items).toEqual(['{"a": 1}', '[3]']);
    expect(problems.map(({ line }) => line)).toEqual([2, 5]);
    expect(listFrom('[1]\n[2]', 'json').items).toEqual(['[1]', '[2]']);
    // An array over several lines is one fault, however its last line reads.
    expect(listFrom('[\n{"a":1}\n{"a":2}\n]', 'json').problems).toHaveLength(1);
  });

  it('of lines leaves empty ones out', () => {
    expect(listFrom('\uFEFFone\r\n\n two \n', 'lines').items).toEqual(['one', ' two ']);
  });

  it('is handed over item by item, or as arrays', () => {
    const items = ['a', 'b', 'c'];
    expect(inputsOf(slicesFromItems(items, 1, 'lines'))).toEqual(items);
    expect(inputsOf(slicesFromItems(items, 2, 'lines'))).toEqual(['["a","b"]', '["c"]']);
    expect(inputsOf(slicesFromItems(['1', '2'], 2, 'json'))).toEqual(['[1,2]']);
  });

  it('is recognised by its name or its beginning', () => {
    expect([guessForm('a', 'x.CSV'), guessForm(' [1]'), guessForm('a,b')]).toEqual([
      'csv',
      'json',
      'lines',
    ]);
    expect([guessForm('1\n2', 'x.jsonl'), guessForm('{"a":1}\n', 'x.ndjson')]).toEqual([
      'json',
      'lines',
    ]);
  });
});
