/**
 * Where two machines that know each other speak of what they owe for pieces: one channel for each community that both
 * are in, `common-hours/releases-pay/1`, with one message, a frame of main/engine/downloads. Whoever has not let the
 * other in yet turns the channel down, and opens one of its own when it has.
 */
import type Protomux from 'protomux';

export interface PayChannelOptions {
  readonly mux: Protomux;
  readonly community: Uint8Array;
  /** Whether the other end is let in by now. */
  readonly isWanted: () => boolean;
  readonly opened: (send: (frame: Uint8Array) => void) => void;
  readonly closed: () => void;
  /** False where no honest machine would say it. */
  readonly heard: (frame: Uint8Array) => boolean;
  readonly offended: (what: string) => void;
}

export interface PayChannel {
  /** Opens it, if it is not open. */
  open(): void;
}

const protocol = 'common-hours/releases-pay/1';
const frameBytesMax = 16 * 1024;

export function createPayChannel(options: PayChannelOptions): PayChannel {
  const { mux, community, isWanted, opened, closed, heard, offended } = options;

  function open(): void {
    if (!isWanted()) return;
    let isOpen = false;
    const channel = mux.createChannel({
      protocol,
      id: community,
      messages: [
        {
          onmessage(bytes: Uint8Array) {
            const isFrame = bytes.byteLength <= frameBytesMax && heard(new Uint8Array(bytes));
            if (!isFrame) offended('what is no word about paying');
          },
        },
      ],
      onopen() {
        isOpen = true;
        opened((frame) => void channel?.messages[0]?.send(frame));
      },
      onclose() {
        if (isOpen) closed();
        isOpen = false;
      },
      ondrain: () => undefined,
    });
    channel?.open(); // null: it is open already
  }

  mux.pair({ protocol, id: community }, open);
  return { open };
}
