/** Lists that people paste or open: lines, CSV, a JSON array or lines of JSON, item by item, with the lines that are broken. */
import Papa from 'papaparse';
import { bytesToBase64, bytesToText, concatBytes, textToBytes } from '../base/bytes.ts';
import { limits } from '../domain/limits.ts';
import type { SlicedInput } from './slicing.ts';

export const listForms = ['lines', 'csv', 'json'] as const;
export type ListForm = (typeof listForms)[number];

/** A line that cannot be used, counted from 1. */
export interface LineProblem {
  readonly line: number;
  readonly sentence: string;
}

export interface List {
  /** Each as it is handed to a slice: a line as it stands, a row of CSV or an item of JSON as JSON. */
  readonly items: readonly string[];
  readonly problems: readonly LineProblem[];
}

const problemsMax = 100;

/** The items of a list. Nothing is left out silently: what is no item is a problem. */
export function listFrom(text: string, form: ListForm): List {
  const source = text.replace(/^\uFEFF/, '');
  if (form === 'lines') return linesOf(source);
  const { items, problems } = form === 'csv' ? rowsOf(source) : itemsOf(source);
  return { items, problems: problems.slice(0, problemsMax) };
}

/** What a text most likely is. */
export function guessForm(text: string, fileName: string | null = null): ListForm {
  if (fileName?.toLowerCase().endsWith('.csv') === true) return 'csv';
  const isOfJson = /\.(jsonl|ndjson)$/i.test(fileName ?? '') && text.trim().includes('\n');
  return isOfJson || /^\s*\[/.test(text) ? 'json' : 'lines';
}

/**
 * So many items to a slice: one is handed over as it stands, several as a JSON array, in which lines are texts.
 */
export function slicesFromItems(
  items: readonly string[],
  perSlice: number,
  form: ListForm,
): Extract<SlicedInput, { kind: 'slices' }> {
  const inputs: Uint8Array[] = [];
  for (let first = 0; first < items.length; first += perSlice) {
    const group = items.slice(first, first + perSlice);
    const [only] = group;
    const json = form === 'lines' ? group.map((line) => JSON.stringify(line)) : group;
    inputs.push(textToBytes(perSlice === 1 && only !== undefined ? only : `[${json.join(',')}]`));
  }
  return {
    kind: 'slices',
    lengths: inputs.map(({ byteLength }) => byteLength),
    bytes: concatBytes(...inputs),
    names: null,
  };
}

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * So many files to a slice: one is handed over as it stands, several as a JSON array of `{ name, text }`, or
 * `{ name, base64 }` (of the alphabet of URLs) where a file is no UTF-8.
 */
export function slicesFromFiles(
  files: readonly NamedFile[],
  perSlice: number,
): Extract<SlicedInput, { kind: 'slices' }> {
  const inputs: Uint8Array[] = [];
  const names: string[] = [];
  for (let first = 0; first < files.length; first += perSlice) {
    const group = files.slice(first, first + perSlice);
    const [only] = group;
    const isAlone = perSlice === 1 && only !== undefined;
    inputs.push(isAlone ? only.bytes : textToBytes(JSON.stringify(group.map(itemOf))));
    const [from = '', to = ''] = [group[0]?.name, group.at(-1)?.name];
    names.push((group.length === 1 ? from : `${from} – ${to}`).slice(-limits.sliceNameLength));
  }
  return {
    kind: 'slices',
    lengths: inputs.map(({ byteLength }) => byteLength),
    bytes: concatBytes(...inputs),
    names,
  };
}

function itemOf({ name, bytes }: NamedFile) {
  const text = bytesToText(bytes);
  return text.includes('\uFFFD') ? { name, base64: bytesToBase64(bytes) } : { name, text };
}

function linesOf(source: string): List {
  const items = source.split(/\r?\n/).filter((line) => line.trim() !== '');
  return { items, problems: [] };
}

function itemsOf(source: string): List {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    if (isLinesOfJson(source)) return linesOfJson(source);
    return { items: [], problems: [{ line: lineOfFault(source, cause), sentence: noJson(cause) }] };
  }
  if (!Array.isArray(value)) {
    const sentence = 'This is JSON, but no array: put the items between [ and ].';
    return { items: [], problems: [{ line: 1, sentence }] };
  }
  return { items: value.map((item) => JSON.stringify(item)), problems: [] };
}

/** The last line of a broken array over several lines may be JSON by itself, but not its first. */
function isLinesOfJson(source: string): boolean {
  const [first = '', ...more] = linesOf(source).items;
  const lines = first.trimStart().startsWith('[') ? [first] : [first, ...more];
  return more.length > 0 && lines.some((line) => faultOf(line) === null);
}

function linesOfJson(source: string): List {
  const items: string[] = [];
  const problems: LineProblem[] = [];
  for (const [at, line] of source.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const sentence = faultOf(line);
    if (sentence === null) items.push(line.trim());
    else problems.push({ line: at + 1, sentence });
  }
  return { items, problems };
}

/** What keeps a text from being JSON. */
function faultOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (cause) {
    return noJson(cause);
  }
}

function noJson(cause: unknown): string {
  return `This is no JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}.`;
}

/** Engines say the place in words of their own; the first line where they say none. */
function lineOfFault(source: string, cause: unknown): number {
  const message = cause instanceof Error ? cause.message : '';
  const place = /position (\d+)/.exec(message)?.[1];
  if (place === undefined) return Number(/line (\d+)/.exec(message)?.[1] ?? 1);
  return source.slice(0, Number(place)).split('\n').length;
}

/** With a head: each row becomes an object by the names in it. */
function rowsOf(source: string): List {
  const items: string[] = [];
  const problems: LineProblem[] = [];
  let head: readonly string[] | null = null;
  let line = 1;
  let at = 0;
  Papa.parse<string[]>(source, {
    step({ data, errors, meta }) {
      const first = line;
      line += source.slice(at, meta.cursor).split('\n').length - 1;
      at = meta.cursor;
      const [fault] = errors;
      if (data.length === 1 && data[0]?.trim() === '' && fault === undefined) return;
      if (fault !== undefined && fault.code !== 'UndetectableDelimiter') {
        problems.push({ line: first, sentence: quotesSentence });
      } else if (head === null) {
        head = data.map((name) => name.trim());
        problems.push(...problemsOfHead(head, first));
      } else if (data.length !== head.length) {
        const sentence = `It has ${fields(data.length)}, and the first line names ${String(head.length)}.`;
        problems.push({ line: first, sentence });
      } else {
        items.push(JSON.stringify(Object.fromEntries(head.map((name, i) => [name, data[i]]))));
      }
    },
  });
  return { items, problems };
}

const quotesSentence = 'A quotation mark is opened and not closed, or closed in the middle.';

function problemsOfHead(head: readonly string[], line: number): LineProblem[] {
  const isNamed = head.every((name) => name !== '') && new Set(head).size === head.length;
  return isNamed
    ? []
    : [{ line, sentence: 'The first line must name each column, and no two alike.' }];
}

function fields(count: number): string {
  return count === 1 ? '1 field' : `${String(count)} fields`;
}
