import { randomBytes } from 'node:crypto';
import { createHyperswarm } from '../../main/adapters/hyperswarm.ts';
import type { HyperswarmOptions } from '../../main/adapters/hyperswarm.ts';
import type { Connection, Log, Swarm } from '../../main/engine/ports.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { createMovableClock } from './swarm-clock.ts';
import type { MovableClock } from './swarm-clock.ts';

/** A real swarm that writes down what it hears. */
export interface SwarmNode {
  readonly key: string;
  readonly swarm: Swarm;
  readonly clock: MovableClock;
  /** The newest open connection of each peer, by transport key in hexadecimal. */
  readonly peers: Map<string, Connection>;
  readonly frames: Map<string, Uint8Array[]>;
  readonly closes: { readonly key: string; readonly reason: string }[];
  readonly reachable: boolean[];
  readonly warnings: string[];
}

export type SwarmNodeOptions = Pick<HyperswarmOptions, 'topic' | 'bootstrap'> &
  Partial<HyperswarmOptions>;

/** Starts a node with a transport key of its own. */
export async function startSwarmNode(options: SwarmNodeOptions): Promise<SwarmNode> {
  const clock = createMovableClock();
  const warnings: string[] = [];
  const log: Log = { info: () => {}, warn: (sentence) => void warnings.push(sentence) };
  const transportSeed = new Uint8Array(randomBytes(32));
  const swarm = createHyperswarm({ transportSeed, clock, log, ...options });
  const node: SwarmNode = {
    key: bytesToHex(swarm.transportKey),
    swarm,
    clock,
    peers: new Map(),
    frames: new Map(),
    closes: [],
    reachable: [],
    warnings,
  };
  await swarm.start({
    connected: (connection) => listen(node, connection),
    reachable: (isReachable) => void node.reachable.push(isReachable),
  });
  return node;
}

function listen(node: SwarmNode, connection: Connection): void {
  const key = bytesToHex(connection.remoteTransportKey);
  const frames = node.frames.get(key) ?? [];
  node.frames.set(key, frames);
  node.peers.set(key, connection);
  connection.onFrame((frame) => void frames.push(frame));
  connection.onClose((reason) => {
    node.closes.push({ key, reason });
    if (node.peers.get(key) === connection) node.peers.delete(key);
  });
}
