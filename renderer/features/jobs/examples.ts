/** Jobs that really work, with the sample programs that lie beside the page. */
export interface Example {
  readonly id: string;
  readonly name: string;
  readonly says: string;
  /** Address of the module, from the page. */
  readonly file: string;
  readonly args: readonly string[];
  readonly input: string | null;
}

export const examples: readonly Example[] = [
  {
    id: 'prime-count',
    name: 'Primes below 10,000,000',
    says: 'Counts prime numbers. The right answer is 664,579.',
    file: 'prime-count.wasm',
    args: ['0', '10000000'],
    input: null,
  },
  {
    id: 'mandelbrot',
    name: 'Mandelbrot picture',
    says: 'Draws a picture and answers with it as a PNG file.',
    file: 'mandelbrot.wasm',
    args: [],
    input: '{"width":960,"height":640,"x":-0.7453,"y":0.1127,"zoom":180,"iterations":2000}',
  },
  {
    id: 'monte-carlo',
    name: 'Estimate of pi',
    says: 'Throws fifty million points. The answer is close to 3.1416.',
    file: 'monte-carlo.wasm',
    args: [],
    input: '{"seed":1,"samples":50000000}',
  },
];

/** The module of an example, or null when it cannot be fetched. */
export async function fetchExample(example: Example): Promise<Uint8Array | null> {
  try {
    const response = await fetch(new URL(`./programs/${example.file}`, document.baseURI));
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}
