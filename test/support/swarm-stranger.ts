// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- ambient types cannot be imported
/// <reference path="../../main/adapters/untyped.d.ts" />
/** Peers that do not keep to the rules: a bare encrypted stream to a node, found by its transport key. */
import { once } from 'node:events';
import DHT from 'hyperdht';
import type { SecretStream } from 'hyperdht';
import hypercoreCrypto from 'hypercore-crypto';
import type { BootstrapAddress } from '../../main/adapters/swarm/network.ts';
import { bytesToHex, concatBytes, hexToBytes, textToBytes } from '../../shared/base/bytes.ts';

export interface Stranger {
  readonly key: string;
  readonly stream: SecretStream;
  /** Resolves when the other end, or the stranger, has ended the stream. */
  readonly closed: Promise<void>;
  leave(): Promise<void>;
}

/** Connects to the node with this transport key and says nothing. */
export async function connectStranger(
  bootstrap: readonly BootstrapAddress[],
  nodeKey: string,
  seed: Uint8Array,
): Promise<Stranger> {
  const keyPair = hypercoreCrypto.keyPair(seed);
  const dht = new DHT({ bootstrap, host: '127.0.0.1', firewalled: false });
  const stream = dht.connect(hexToBytes(nodeKey), { keyPair });
  stream.on('error', () => {});
  const closed = new Promise<void>((resolve) => stream.on('close', resolve));
  stream.resume();
  await Promise.race([once(stream as never, 'open'), closed]);
  return {
    key: bytesToHex(keyPair.publicKey),
    stream,
    closed,
    leave: () => dht.destroy({ force: true }),
  };
}

/** The message that opens the channel of a community, written by hand. */
export function openMessage(topic: Uint8Array): Uint8Array {
  const name = textToBytes('common-hours/1');
  const header = [0, 1, 1, name.byteLength, ...name, topic.byteLength];
  return concatBytes(new Uint8Array(header), topic);
}
