/** The jobs of the demo. */
import { bytesToHex, bytesToText } from '../../../shared/base/bytes.ts';

/** A job of the demo, and how its result is known to be right. */
export interface DemoJob {
  readonly title: string;
  readonly file: string;
  readonly input: string;
  readonly args: readonly string[];
  /** Null when the result is right; otherwise what is wrong. */
  readonly check: (result: Uint8Array) => string | null;
}

const image = { width: 960, height: 640 };

/** What Ada asks for. */
export const demoJobs: readonly DemoJob[] = [
  {
    title: 'Mandelbrot set',
    file: 'mandelbrot.wasm',
    input: JSON.stringify({ ...image, x: -0.7614, y: -0.08478, zoom: 2000, iterations: 2000 }),
    args: [],
    check(result) {
      const view = new DataView(result.buffer, result.byteOffset, result.byteLength);
      const isPng = bytesToHex(result.subarray(0, 8)) === '89504e470d0a1a0a';
      return isPng && view.getUint32(16) === image.width && view.getUint32(20) === image.height
        ? null
        : 'the result is no picture of the size that was asked for';
    },
  },
  {
    title: 'Primes below ten million',
    file: 'prime-count.wasm',
    input: '',
    args: ['2', '10000000'],
    check: (result) =>
      bytesToText(result).trim() === '664579' ? null : `${bytesToText(result)} is not 664579`,
  },
];
