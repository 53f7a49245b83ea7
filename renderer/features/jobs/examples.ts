import type { Draft } from './draft.ts';

/** Jobs that really work: with the sample programs that lie beside the page, or with a function to read. */
export interface Example {
  readonly id: string;
  readonly name: string;
  readonly says: string;
  /** The module's address from the page; null for a function. */
  readonly file: string | null;
  readonly draft: Partial<Draft>;
}

const primes = `// Counts the primes of its part of the numbers. There are 78,498 below a million.
export default function run({ from, to, step }) {
  let count = 0;
  for (let n = from; n < to; n += step) if (isPrime(n)) count += 1;
  return count;
}

function isPrime(n) {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false;
  return true;
}
`;

const words = `// Is given one line after the other, and counts the words in it.
export default function run(line) {
  const words = String(line).toLowerCase().match(/\\p{L}+/gu) ?? [];
  const counts = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return { words: words.length, counts };
}
`;

const verses = `The rain in Spain stays mainly in the plain
Peter Piper picked a peck of pickled peppers
She sells sea shells by the sea shore
How much wood would a woodchuck chuck`;

// The right answers of these are known, so that one person's word is enough.
export const examples: readonly Example[] = [
  {
    id: 'prime-count',
    name: 'Primes below 10,000,000',
    says: 'Counts prime numbers. The right answer is 664,579.',
    file: 'prime-count.wasm',
    draft: { args: '0\n10000000', inputKind: 'none', certainty: 'one', ceiling: '0.1' },
  },
  {
    id: 'primes-in-slices',
    name: 'Primes below a million, in 20 slices',
    says: 'A function in JavaScript, run once for each 50,000 numbers.',
    file: null,
    draft: {
      source: primes,
      inputKind: 'range',
      range: { from: '0', to: '1000000', step: '1', perSlice: '50000' },
      ceiling: '0.1',
    },
  },
  {
    id: 'words',
    name: 'Words of four lines',
    says: 'A function in JavaScript, run once for each line of a list.',
    file: null,
    draft: {
      source: words,
      inputKind: 'list',
      list: { text: verses, form: 'lines', perSlice: '1' },
      ceiling: '0.1',
    },
  },
  {
    id: 'monte-carlo',
    name: 'Estimate of pi, four times',
    says: 'Throws fifty million points four times. Each answer is close to 3.1416.',
    file: 'monte-carlo.wasm',
    draft: {
      inputKind: 'list',
      list: {
        text: [1, 2, 3, 4].map((seed) => `{"seed":${String(seed)},"samples":50000000}`).join('\n'),
        form: 'lines',
        perSlice: '1',
      },
      certainty: 'one',
      ceiling: '0.1',
    },
  },
  {
    id: 'mandelbrot',
    name: 'Mandelbrot picture',
    says: 'Draws a picture and answers with it as a PNG file.',
    file: 'mandelbrot.wasm',
    draft: {
      inputKind: 'list',
      list: {
        text: '{"width":960,"height":640,"x":-0.7453,"y":0.1127,"zoom":180,"iterations":2000}',
        form: 'lines',
        perSlice: '1',
      },
      certainty: 'one',
      ceiling: '0.1',
    },
  },
];

/** The module of an example, or null when it cannot be fetched. */
export async function fetchExample(file: string): Promise<Uint8Array | null> {
  try {
    const response = await fetch(new URL(`./programs/${file}`, document.baseURI));
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}
