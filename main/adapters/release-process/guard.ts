/**
 * What a peer may say about the cores of a drive. The replicator (hypercore 11.37) believes its peer: one message of
 * 14 bytes that claims to have 2^45 blocks keeps a process busy for ever, while its memory grows. So everything that
 * names blocks is measured against the largest core that a release can have, before the replicator hears of it, and
 * a peer that oversteps it is let go.
 *
 * Requests are passed on when it is their turn (piece-turns.ts); what the peer asks for meanwhile waits.
 */
import type Protomux from 'protomux';
import type { Channel, ChannelOptions, MessageOptions } from 'protomux';
import { assert } from '../../../shared/base/assert.ts';
import { pieceBytes, releaseLimits } from '../../../shared/software/limits.ts';
import type { ChannelTurns } from './piece-turns.ts';

/** A core has a block for each piece, the last pieces of files being shorter, and some for the list. */
const blocksMax = 2 ** Math.ceil(Math.log2(releaseLimits.bytes / pieceBytes + releaseLimits.files));
/** Indices of the tree over the blocks are twice as large; ranges that are wanted are rounded up to 2^21. */
const wantedMax = 2 ** 22;
/** Requests of one peer that were not answered yet; the replicator itself has at most 512 on their way. */
const requestsMax = 2_048;

/** The messages of a core's channel, in the order in which they are numbered. */
const kinds = [
  ...['sync', 'request', 'cancel', 'data', 'no data'],
  ...['want', 'unwant', 'bitfield', 'range', 'extension'],
] as const;

type Fields = Readonly<Record<string, unknown>>;

interface Sender {
  send: (said: Fields, ...more: readonly unknown[]) => boolean;
}

type Kind = (typeof kinds)[number];

export interface GuardOptions {
  /** Of the core whose channel has this name. */
  readonly turnsOf: (channel: Uint8Array) => ChannelTurns;
  readonly offended: (what: string) => void;
}

/**
 * Watches over every core that is replicated on this connection from now on. `offended` is called with what a peer
 * did; nothing it says is heard after that.
 */
export function guardCores(mux: Protomux, { turnsOf, offended }: GuardOptions): void {
  const create = mux.createChannel.bind(mux);
  let isOver = false;
  const offend = (what: string) => {
    if (isOver) return;
    isOver = true;
    offended(what);
  };
  const guard = (message: MessageOptions, at: number, turns: ChannelTurns): MessageOptions => {
    const kind = kinds[at] ?? 'extension';
    return {
      ...message,
      onmessage(said: Fields, channel) {
        if (isOver) return undefined;
        if (kind === 'extension') return undefined; // a drive has none
        if (!isBounded(kind, said)) return offend(`a ${kind} out of bounds`);
        if (kind === 'cancel') turns.cancel(numberIn(said, 'request') ?? 0);
        if (kind !== 'request') return message.onmessage(said as never, channel);
        if (turns.pending() >= requestsMax) return offend('more requests than can be answered');
        const block = said['block'] as Fields | null;
        return turns.ask(numberIn(said, 'id') ?? 0, numberIn(block, 'index'), async () => {
          if (isOver || channel.closed) return;
          try {
            await message.onmessage(said as never, channel);
          } catch {
            offend('a request that cannot be answered');
          }
        });
      },
    };
  };
  mux.createChannel = (options: ChannelOptions) => {
    if (options.protocol !== 'hypercore/alpha') return create(options);
    assert(options.messages.length === kinds.length, 'the messages of a core are those known here');
    const turns = turnsOf(options.id);
    const channel = create({
      ...options,
      messages: options.messages.map((message, at) => guard(message, at, turns)),
      onclose(...given) {
        turns.end();
        return options.onclose(...given);
      },
    });
    if (channel !== null) hearAnswers(channel, turns);
    return channel;
  };
}

/** What goes out on a core's channel, as far as it answers requests. */
function hearAnswers(channel: Channel, turns: ChannelTurns): void {
  for (const kind of ['data', 'no data'] as const) {
    const message = channel.messages[kinds.indexOf(kind)] as unknown as Sender;
    const send = message.send.bind(message);
    message.send = (said, ...more) => {
      turns.answered(numberIn(said, 'request') ?? 0, kind === 'data' && said['block'] !== null);
      return send(said, ...more);
    };
  }
}

function numberIn(said: Fields | null | undefined, field: string): number | null {
  const value = said?.[field];
  return typeof value === 'number' ? value : null;
}

/** Whether whatever a message names lies within a core of a release, whose history has no forks. */
function isBounded(kind: Kind, said: Fields): boolean {
  const within = (value: unknown, most: number) => typeof value === 'number' && value <= most;
  const part = (name: string, field: string, most: number) => {
    const inner = said[name] as Fields | null | undefined;
    return inner === null || inner === undefined || within(inner[field], most);
  };
  const isSpan = (most: number) => within(Number(said['start']) + Number(said['length']), most);
  switch (kind) {
    case 'sync':
      return said['fork'] === 0 && within(said['length'], blocksMax);
    case 'request':
      return (
        part('block', 'index', blocksMax) &&
        part('hash', 'index', 2 * blocksMax) &&
        part('seek', 'bytes', 2 * releaseLimits.bytes) &&
        part('upgrade', 'start', blocksMax) &&
        part('upgrade', 'length', blocksMax)
      );
    case 'data':
      return (
        said['fork'] === 0 &&
        part('block', 'index', blocksMax) &&
        part('hash', 'index', 2 * blocksMax) &&
        part('upgrade', 'start', blocksMax) &&
        part('upgrade', 'length', blocksMax)
      );
    case 'want':
    case 'unwant':
      return isSpan(wantedMax);
    case 'bitfield':
      return within(said['start'], blocksMax) && bitsOf(said['bitfield']) <= wantedMax;
    case 'range':
      return isSpan(blocksMax);
    case 'cancel':
    case 'no data':
    case 'extension':
      return true;
  }
}

function bitsOf(bitfield: unknown): number {
  return ArrayBuffer.isView(bitfield) ? bitfield.byteLength * 8 : Infinity;
}
