/**
 * Reads the tape on which a job's JavaScript speaks (prelude.ts): three words of 32 bits (where the next unit of text
 * goes, whether the tape was full before, and one more than the progress in thousandths, or 0), and the text behind
 * them as a ring of UTF-16 units. The job can write only what these may hold, or nothing that is read as more.
 */
import { limits } from '../../../shared/domain/limits.ts';
import type { Voice } from '../voice.ts';

const headBytes = 12;
/** Bytes of a tape. */
export const tapeBytes = headBytes + 2 * limits.consoleLength;

/** `bytes` answers where the tape lies now: memory that grows moves under us. Null before there is one. */
export function tapeVoice(bytes: () => Uint8Array | null): Voice {
  const view = () => {
    const tape = bytes();
    return tape?.length === tapeBytes
      ? new DataView(tape.buffer, tape.byteOffset, tape.byteLength)
      : null;
  };
  return {
    console() {
      const tape = view();
      if (tape === null) return '';
      const next = Math.min(tape.getUint32(0, true), limits.consoleLength);
      const wasFull = tape.getUint32(4, true) !== 0;
      const ring = new Uint16Array(wasFull ? limits.consoleLength : next);
      for (let at = 0; at < ring.length; at += 1) {
        const place = wasFull ? (next + at) % limits.consoleLength : at;
        ring[at] = tape.getUint16(headBytes + 2 * place, true);
      }
      return new TextDecoder('utf-16le').decode(ring);
    },
    progressMilli() {
      const said = view()?.getUint32(8, true) ?? 0;
      return said === 0 ? null : Math.min(said - 1, 1_000);
    },
  };
}
