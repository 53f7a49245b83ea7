import { describe, expect, it } from 'vitest';
import { notesOf } from '../../shared/jobs/source-notes.ts';

const said = (source: string) =>
  notesOf(source).map(({ kind, line, column }) => `${kind} ${String(line)}:${String(column)}`);

describe('what is said of JavaScript before it is sent', () => {
  it('names line and column of what cannot be read', () => {
    expect(said('export default function run(input) {\n  return input.from +;\n}')).toEqual([
      'error 2:22',
    ]);
  });

  it('names what a job does not have', () => {
    const [note] = notesOf('export default async () => await fetch("x");');
    expect(note).toMatchObject({ kind: 'error', column: 34 });
    expect(note?.sentence).toContain('“fetch”');
  });

  it('warns of clocks and chance', () => {
    expect(
      said('export default () =>\n[Date.now(), Math.random(), new Date(), new Date(5)]'),
    ).toEqual(['warning 2:2', 'warning 2:14', 'warning 2:29']);
  });

  it.each([
    'function fetch() {} export default ({ document }) => fetch(document, { process: 1 }.process)',
    'const { require: a, window = 2 } = {}; export default () => a + window',
    'export default () => typeof fetch',
    'const run = () => 1; export { run as default };',
  ])('finds nothing wrong with %s', (source) => {
    expect(said(source)).toEqual([]);
  });

  it('wants a function to call, and no imports', () => {
    expect(said('const a = 1;')).toEqual(['error 1:1']);
    expect(said('import a from "a"; export default a;')).toEqual(['error 1:1']);
    expect(said('export default () => import("a")')).toEqual(['error 1:22']);
  });
});
