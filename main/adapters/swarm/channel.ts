/**
 * One connection as the engine sees it: a channel of whole frames on an encrypted stream. The engine hears of
 * it only when the other end has opened the same channel, because a stream can look open at one end while
 * nothing flows. The engine's listeners are called outside the multiplexer, which would take what they throw,
 * a bug of ours, for garbage of the peer's.
 */
import type { SecretStream } from 'hyperdht';
import Protomux from 'protomux';
import type { Channel } from 'protomux';
import { assert } from '../../../shared/base/assert.ts';
import type { Clock, Connection } from '../../engine/ports.ts';
import { frameBytesMax, guarded } from './guard.ts';
import type { Offence } from './guard.ts';

export type CloseReason = 'left' | Offence;

export interface ChannelOptions {
  readonly stream: SecretStream;
  /** Names the channel: both ends must belong to the same community. */
  readonly topic: Uint8Array;
  readonly clock: Clock;
  /** Called when frames can flow; the listeners must be set before it returns. */
  readonly opened: (connection: Connection) => void;
  /** Called once, with why, and whether frames could ever flow. */
  readonly ended: (reason: CloseReason, wasOpen: boolean) => void;
  readonly ban: () => void;
}

const protocol = 'common-hours/1';
const openWithinMs = 10_000;
const closeWithinMs = 2_000;
/** Each end sends something every five seconds, so this is two of them lost. */
const silenceMsMax = 12_000;
/** A peer that leaves more than this unread is let go. */
const queuedBytesMax = 64 * 1024 * 1024;

/** Offers the channel on a fresh stream, and watches over the stream until it is closed. */
export class PeerChannel implements Connection {
  readonly remoteTransportKey: Uint8Array;
  readonly channelHash: Uint8Array;
  readonly #options: ChannelOptions;
  readonly #channel: Channel | null;
  readonly #frameListeners: ((frame: Uint8Array) => void)[] = [];
  readonly #drainListeners: (() => void)[] = [];
  readonly #closeListeners: ((reason: CloseReason) => void)[] = [];
  #phase: 'opening' | 'open' | 'closing' | 'closed' = 'opening';
  #wasOpen = false;
  #reason: CloseReason = 'left';
  #queuedBytes = 0;
  #cancelDeadline: () => void;

  constructor(options: ChannelOptions) {
    const { stream, topic, clock } = options;
    this.#options = options;
    this.remoteTransportKey = new Uint8Array(stream.remotePublicKey);
    this.channelHash = new Uint8Array(stream.handshakeHash);
    this.#cancelDeadline = clock.after(openWithinMs, () => stream.destroy());
    stream.on('error', (error) => {
      if (this.#reason === 'left' && isGarbage(error)) this.#reason = 'garbage';
    });
    stream.on('close', () => this.#ended());
    stream.setTimeout(silenceMsMax);
    const mux = new Protomux(guarded(stream, (offence) => this.#refuse(offence)));
    this.#channel = mux.createChannel({
      protocol,
      id: topic,
      messages: [{ onmessage: (bytes) => this.#received(bytes) }],
      onopen: () => this.#opened(),
      onclose: () => this.close(),
      ondrain: () => this.#drained(),
    });
    this.#channel?.open();
  }

  send(frame: Uint8Array): boolean {
    assert(frame.byteLength <= frameBytesMax, 'a frame that is sent is within its limit');
    if (this.#phase !== 'open') return false;
    const goesOn = this.#channel?.messages[0]?.send(frame) === true;
    this.#queuedBytes = goesOn ? 0 : this.#queuedBytes + frame.byteLength;
    if (this.#queuedBytes > queuedBytesMax) this.destroy();
    return goesOn;
  }

  onFrame(listener: (frame: Uint8Array) => void): void {
    this.#frameListeners.push(listener);
  }

  onDrain(listener: () => void): void {
    this.#drainListeners.push(listener);
  }

  onClose(listener: (reason: CloseReason) => void): void {
    this.#closeListeners.push(listener);
  }

  /** Sends what is queued, then closes; after two seconds it closes anyway. */
  close(): void {
    if (this.#phase === 'closing' || this.#phase === 'closed') return;
    this.#phase = 'closing';
    this.#cancelDeadline();
    this.#cancelDeadline = this.#options.clock.after(closeWithinMs, () => this.destroy());
    this.#options.stream.end();
  }

  /** What was said last may still go out: why. Nothing more is heard meanwhile. */
  ban(): void {
    this.#options.ban();
    this.close();
  }

  destroy(): void {
    if (this.#phase !== 'closed') this.#phase = 'closing';
    this.#options.stream.destroy();
  }

  #opened(): void {
    if (this.#phase !== 'opening') return;
    this.#phase = 'open';
    this.#wasOpen = true;
    this.#cancelDeadline();
    queueMicrotask(() => this.#options.opened(this));
  }

  #received(bytes: Uint8Array): void {
    const frame = new Uint8Array(bytes); // a copy, because the stream's memory holds other messages too
    queueMicrotask(() => {
      if (this.#phase === 'open') for (const listener of this.#frameListeners) listener(frame);
    });
  }

  #drained(): void {
    this.#queuedBytes = 0;
    if (this.#phase === 'open') for (const listener of this.#drainListeners) listener();
  }

  #refuse(offence: Offence): void {
    if (this.#phase === 'closed') return;
    if (this.#reason === 'left') this.#reason = offence;
    this.destroy();
  }

  #ended(): void {
    this.#phase = 'closed';
    this.#cancelDeadline();
    this.#options.ended(this.#reason, this.#wasOpen);
    for (const listener of this.#closeListeners) listener(this.#reason);
  }
}

/** What a stream ends with when nobody sent anything wrong, and the error has no code of the network's. */
const harmless = new Set(['Duplicate connection', 'Stream timed out']);

/** Whether the stream broke over what the peer sent: encryption and multiplexer raise errors without a code. */
function isGarbage(error: Error): boolean {
  return !('code' in error) && !harmless.has(error.message);
}
