/** A swarm in a process of its own. Options are its first argument, in JSON; it speaks over the IPC channel. */
import { bytesToHex, hexToBytes, textToBytes, bytesToText } from '../../shared/base/bytes.ts';
import type { BootstrapAddress } from '../../main/adapters/swarm/network.ts';
import { startSwarmNode } from './swarm-node.ts';

export interface PeerOptions {
  readonly topic: string;
  readonly bootstrap: readonly BootstrapAddress[];
  readonly transportSeed: string;
  readonly host?: string;
}

/** What a peer process tells when it is asked for `'state'`. */
export interface PeerState {
  readonly key: string;
  readonly peers: readonly { readonly key: string; readonly channelHash: string }[];
  readonly frames: { readonly [key: string]: readonly string[] };
  readonly reachable: readonly boolean[];
}

const options = JSON.parse(process.argv[2] ?? '') as PeerOptions;
const node = await startSwarmNode({
  topic: hexToBytes(options.topic),
  bootstrap: options.bootstrap,
  transportSeed: hexToBytes(options.transportSeed),
  host: options.host,
});

process.on('message', (message: 'state' | 'close' | { readonly say: string }) => {
  if (message === 'state') process.send?.(state());
  else if (message === 'close') void node.swarm.close().then(() => process.disconnect());
  else for (const peer of node.peers.values()) peer.send(textToBytes(message.say));
});

function state(): PeerState {
  return {
    key: node.key,
    reachable: node.reachable,
    peers: [...node.peers].map(([key, { channelHash }]) => ({
      key,
      channelHash: bytesToHex(channelHash),
    })),
    frames: Object.fromEntries(
      [...node.frames].map(([key, frames]) => [key, frames.map(bytesToText)]),
    ),
  };
}
