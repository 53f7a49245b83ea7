/** Standard input, output and errors of a program, in memory and with limits. */
import { Fd, wasi } from '@bjorn3/browser_wasi_shim';
import { limits } from '../../shared/domain/limits.ts';
import { endJob } from './job-end.ts';
import { bytesInWords } from './sentence.ts';

export interface StandardStreams {
  readonly descriptors: readonly Fd[];
  /** Everything that the program wrote to standard output. */
  readonly output: () => Uint8Array;
  /** The last line that it wrote to standard error, for the sentence that says why it failed. */
  readonly lastErrorLine: () => string;
  /** The end of standard error, for whoever wrote the program. */
  readonly console: () => string;
  /** All that a checkpoint must keep. */
  readonly save: () => StreamsState;
  readonly restore: (state: StreamsState) => void;
}

export interface StreamsState {
  /** How much of the input was read. */
  readonly inputAt: number;
  readonly output: Uint8Array;
  /** What is kept of standard error, at most `errorsKept` bytes. */
  readonly errors: Uint8Array;
}

const errorBytesMax = 4096;
export const errorsKept = 2 * errorBytesMax;

export function createStandardStreams(input: Uint8Array, outputBytesMax: number): StandardStreams {
  const output = new OutputStream(outputBytesMax);
  const errors = new ErrorStream();
  const standardInput = new InputStream(input);
  return {
    descriptors: [standardInput, output, errors],
    output: () => output.written(),
    lastErrorLine: () => errors.lastLine(),
    console: () => errors.text().slice(-limits.consoleLength),
    save: () => ({
      inputAt: standardInput.at,
      output: output.written(),
      errors: errors.kept(),
    }),
    restore(state) {
      standardInput.at = state.inputAt;
      output.fd_write(state.output);
      errors.restore(state.errors);
    },
  };
}

/** A stream, as a program that asks what it is gets told: a character device that cannot seek. */
abstract class Stream extends Fd {
  override fd_fdstat_get() {
    return { ret: wasi.ERRNO_SUCCESS, fdstat: new wasi.Fdstat(wasi.FILETYPE_CHARACTER_DEVICE, 0) };
  }
  override fd_filestat_get() {
    const filestat = new wasi.Filestat(0n, wasi.FILETYPE_CHARACTER_DEVICE, 0n);
    return { ret: wasi.ERRNO_SUCCESS, filestat };
  }
  override fd_seek() {
    return { ret: wasi.ERRNO_SPIPE, offset: 0n };
  }
  override fd_close() {
    return wasi.ERRNO_SUCCESS;
  }
}

class InputStream extends Stream {
  at = 0;
  readonly #input: Uint8Array;
  constructor(input: Uint8Array) {
    super();
    this.#input = input;
  }
  override fd_read(size: number) {
    const data = this.#input.subarray(this.at, this.at + size);
    this.at += data.length;
    return { ret: wasi.ERRNO_SUCCESS, data };
  }
}

class OutputStream extends Stream {
  #bytes = new Uint8Array(4096);
  #length = 0;
  readonly #bytesMax: number;
  constructor(bytesMax: number) {
    super();
    this.#bytesMax = bytesMax;
  }
  override fd_write(data: Uint8Array) {
    const length = this.#length + data.length;
    if (length > this.#bytesMax)
      endJob(
        'output_too_large',
        `The program wrote more than the ${bytesInWords(this.#bytesMax)} that a result may have.`,
      );
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(
        Math.min(this.#bytesMax, Math.max(length, 2 * this.#bytes.length)),
      );
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(data, this.#length);
    this.#length = length;
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.length };
  }
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Keeps the end only: a program that complains without end costs no memory and little time. */
class ErrorStream extends Stream {
  readonly #bytes = new Uint8Array(errorsKept);
  #length = 0;
  override fd_write(data: Uint8Array) {
    const recent = data.subarray(-errorBytesMax);
    if (this.#length + recent.length > this.#bytes.length) {
      this.#bytes.copyWithin(0, this.#length - errorBytesMax, this.#length);
      this.#length = errorBytesMax;
    }
    this.#bytes.set(recent, this.#length);
    this.#length += recent.length;
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.length };
  }
  kept(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
  restore(kept: Uint8Array): void {
    this.#bytes.set(kept);
    this.#length = kept.length;
  }
  text(): string {
    return new TextDecoder().decode(this.#bytes.subarray(0, this.#length));
  }
  lastLine(): string {
    const lines = this.text().split('\n');
    return lines.map((line) => line.trim()).findLast((line) => line !== '') ?? '';
  }
}
