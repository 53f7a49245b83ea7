/** What this node says of itself: who it is, whether it is connected, and what its machine can be read to do. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { createCell } from '../../../shared/api/handlers.ts';
import type { Topic } from '../../../shared/api/handlers.ts';
import type { NodeStatusView } from '../../../shared/api/contract.ts';
import type { Rating } from '../metering/rating.ts';
import type { Names } from '../peers/names.ts';
import type { Peers } from '../peers/peers.ts';
import type { MachineReading, Ports } from '../ports.ts';
import { createPublisher } from '../publisher.ts';

/** Readings are taken so often while somebody looks, and not at all while nobody does. */
const readEveryMs = 3_000;
/** Longer than this without a connection to the network, and the node says that it is offline. */
const startingMs = 15_000;

export interface NodeFacts {
  readonly version: string;
  readonly host: NodeStatusView['host'];
  readonly kind: NodeStatusView['community']['kind'];
  /** Of the community; the code of an open group. */
  readonly communityName: string;
}

export interface Status {
  readonly topic: Topic<NodeStatusView>;
  /** Reads the settings as they are when the node starts. */
  begin(): void;
  changed(): void;
  stop(): void;
}

interface StatusParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'machine' | 'log'>;
  readonly facts: NodeFacts;
  readonly community: Uint8Array;
  readonly cores: number;
  readonly peers: Peers;
  readonly rating: Rating;
  readonly names: Names;
}

/** Keeps the status topic. */
export function createStatus({
  ports,
  facts,
  community,
  cores,
  peers,
  rating,
  names,
}: StatusParts): Status {
  const { clock, keys, machine, log } = ports;
  const startedAtMs = clock.now();
  let readings: MachineReading = {
    processor: null,
    cores,
    loadPercent: null,
    memoryBytes: 0,
    memoryFreeBytes: null,
    battery: null,
    temperatureCelsius: null,
  };
  let connection = { state: 'starting', sinceMs: startedAtMs } as Pick<
    NodeStatusView['connection'],
    'state' | 'sinceMs'
  >;
  let isReading = false;
  const cell = createCell<NodeStatusView>(read());
  const publisher = createPublisher(clock, cell, read, noteConnection);
  void readMachine();
  const stopStarting = clock.after(startingMs, publisher.changed);
  let stopReading: (() => void) | null = null;

  function connectionState(): NodeStatusView['connection']['state'] {
    if (peers.present().length > 0) return 'online';
    if (peers.isReachable()) return 'alone';
    return clock.now() - startedAtMs < startingMs ? 'starting' : 'offline';
  }

  function noteConnection(): void {
    const state = connectionState();
    if (state !== connection.state) connection = { state, sinceMs: clock.now() };
  }

  function read(): NodeStatusView {
    noteConnection();
    const present = peers.present();
    return {
      version: facts.version,
      host: facts.host,
      me: { id: bytesToHex(keys.member), name: names.own() },
      community: { kind: facts.kind, name: facts.communityName, topic: bytesToHex(community) },
      connection: {
        ...connection,
        people: present.length,
        lending: present.filter(({ standing }) => standing.lending).length,
      },
      machine: {
        ...readings,
        ratingMilli: rating.milli(),
        ratingSpreadMilli: rating.spreadMilli(),
        ratedAtMs: rating.atMs(),
      },
    };
  }

  /** Somebody looks. */
  function goOnReading(): void {
    void readMachine();
    stopReading ??= clock.every(readEveryMs, () => {
      if (cell.listeners() > 0) {
        void readMachine();
        return;
      }
      stopReading?.();
      stopReading = null;
    });
  }

  async function readMachine(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      readings = await machine.read();
      publisher.changed();
    } catch (cause) {
      log.warn('The readings of this machine could not be taken.', cause);
    } finally {
      isReading = false;
    }
  }

  return {
    topic: {
      subscribe(listener) {
        if (cell.listeners() === 0) goOnReading();
        return cell.subscribe(listener);
      },
    },
    begin: publisher.now,
    changed: publisher.changed,
    stop() {
      stopStarting();
      stopReading?.();
      stopReading = null;
      publisher.stop();
    },
  };
}
