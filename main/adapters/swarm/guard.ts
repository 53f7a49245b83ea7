/**
 * What a peer may put on the wire, checked before the multiplexer sees it. The multiplexer is made for peers
 * that trust each other: it takes any number of channels, messages up to 16 MiB and batches of millions of
 * commands. Here each end opens exactly one channel, which is number 1 at both, with one kind of message:
 *
 *     00 01 01 …   opens the channel, once
 *     00 02 01     refuses the other's channel, once (another community)
 *     00 03 01     closes the channel, once
 *     01 00 …      one frame
 */
import type { SecretStream } from 'hyperdht';
import type { FramedStream } from 'protomux';

/** The largest frame that is sent or taken. */
export const frameBytesMax = 256 * 1024;

export type Offence = 'oversized_frame' | 'garbage';

const frameHeaderBytes = 2;
const openBytesMax = 128;

/** Judges the messages of one connection in turn; null means that a message is in order. */
export function createJudge(): (message: Uint8Array) => Offence | null {
  const seen = new Set<number>();
  return (message) => {
    if (message.byteLength > frameHeaderBytes + frameBytesMax) return 'oversized_frame';
    const [channel, kind, number] = message;
    if (channel === 1) return kind === 0 ? null : 'garbage';
    if (channel !== 0 || kind === undefined || number !== 1 || seen.has(kind)) return 'garbage';
    seen.add(kind);
    if (kind === 1) return message.byteLength <= openBytesMax ? null : 'garbage';
    return (kind === 2 || kind === 3) && message.byteLength === 3 ? null : 'garbage';
  };
}

/** The stream as the multiplexer sees it: a message that is out of order goes to `refuse` instead. */
export function guarded(stream: SecretStream, refuse: (offence: Offence) => void): FramedStream {
  const judge = createJudge();
  const pass = (listener: (message: Uint8Array) => void) => (message: Uint8Array) => {
    if (message.byteLength === 0) return; // keeps the connection alive
    const offence = judge(message);
    if (offence === null) listener(message);
    else refuse(offence);
  };
  return {
    userData: null,
    get destroyed() {
      return stream.destroyed;
    },
    alloc: (length) => stream.alloc(length),
    write: (message) => stream.write(message),
    end: () => stream.end(),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    destroy: (error) => stream.destroy(error),
    on(event, listener: (argument: never) => void) {
      return event === 'data'
        ? stream.on(event, pass(listener as (message: Uint8Array) => void))
        : stream.on(event as 'close', listener as () => void);
    },
  };
}
