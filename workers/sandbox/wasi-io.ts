/**
 * Reading and writing of a program's streams and files. The library's own functions copy what is written
 * before anybody can count it, and trust the number of vectors.
 */
import { type Fd, wasi } from '@bjorn3/browser_wasi_shim';
import { hostCharges } from './host-charges.ts';
import { readPieces, vectorsMax } from './wasi-memory.ts';
import type { HostFunctions, WasiSurroundings } from './wasi-surroundings.ts';

export function ioFunctions({ memory, library, run }: WasiSurroundings): HostFunctions {
  const transfer = (asked: Transfer) => {
    const stream = library.fds[asked.fd];
    if (stream === undefined) return wasi.ERRNO_BADF;
    if (asked.count >>> 0 > vectorsMax) return wasi.ERRNO_INVAL;
    let total = 0;
    for (const piece of readPieces(memory.view(), asked.vectors, asked.count >>> 0)) {
      const bytes = memory.bytes(piece.start, piece.length);
      const { ret, moved } = asked.move(stream, bytes, BigInt(total));
      if (ret !== wasi.ERRNO_SUCCESS && total === 0) return ret;
      total += moved;
      if (ret !== wasi.ERRNO_SUCCESS || moved < piece.length) break;
      if (total > lookBytes) run.overseer.look();
    }
    memory.view().setUint32(asked.moved >>> 0, total, true);
    return wasi.ERRNO_SUCCESS;
  };

  const filled = (target: Uint8Array, { ret, data }: { ret: number; data: Uint8Array }) => {
    run.count.charge(hostCharges.byte * data.length);
    target.set(data);
    return { ret, moved: data.length };
  };
  const read: Move = (stream, bytes) => filled(bytes, stream.fd_read(bytes.length));
  const write: Move = (stream, bytes) => {
    run.count.charge(hostCharges.byte * bytes.length);
    const { ret, nwritten } = stream.fd_write(bytes);
    return { ret, moved: nwritten };
  };

  return {
    fd_read: (fd: number, vectors: number, count: number, moved: number) =>
      transfer({ fd, vectors, count, moved, move: read }),
    fd_write: (fd: number, vectors: number, count: number, moved: number) =>
      transfer({ fd, vectors, count, moved, move: write }),
    fd_pread(fd: number, vectors: number, count: number, offset: bigint, moved: number) {
      const move: Move = (stream, bytes, done) =>
        filled(bytes, stream.fd_pread(bytes.length, offset + done));
      return transfer({ fd, vectors, count, moved, move });
    },
    fd_pwrite(fd: number, vectors: number, count: number, offset: bigint, moved: number) {
      const move: Move = (stream, bytes, done) => {
        run.count.charge(hostCharges.byte * bytes.length);
        const { ret, nwritten } = stream.fd_pwrite(bytes, offset + done);
        return { ret, moved: nwritten };
      };
      return transfer({ fd, vectors, count, moved, move });
    },
    ...sizeFunctions({ memory, library, run }),
  };
}

type Move = (
  stream: Fd,
  bytes: Uint8Array,
  done: bigint,
) => { readonly ret: number; readonly moved: number };

interface Transfer {
  readonly fd: number;
  readonly vectors: number;
  readonly count: number;
  /** Where the program wants to read how much was moved. */
  readonly moved: number;
  readonly move: Move;
}

/** Less than this is done before anybody would notice. */
const lookBytes = 65_536;

/** Making room and cutting off cost the host a byte's work for each byte, whatever the file holds. */
function sizeFunctions({
  library,
  run,
}: Pick<WasiSurroundings, 'memory' | 'library' | 'run'>): HostFunctions {
  const sizeOf = (stream: Fd) => Number(stream.fd_filestat_get().filestat?.size ?? 0n);
  const resized = (stream: Fd | undefined, size: bigint, resize: (stream: Fd) => number) => {
    if (stream === undefined) return wasi.ERRNO_BADF;
    const change = Math.abs(Number(BigInt.asUintN(64, size)) - sizeOf(stream));
    if (change > run.memory.bytesMax) return wasi.ERRNO_NOSPC;
    run.count.charge(hostCharges.byte * change);
    return resize(stream);
  };
  return {
    fd_filestat_set_size: (fd: number, size: bigint) =>
      resized(library.fds[fd], size, (stream) => stream.fd_filestat_set_size(size)),
    fd_allocate: (fd: number, offset: bigint, length: bigint) =>
      resized(library.fds[fd], offset + length, (stream) => stream.fd_allocate(offset, length)),
  };
}
