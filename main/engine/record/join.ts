/**
 * What a newcomer does before it has a store: it shows its credential to whoever answers and takes the genesis,
 * which is the right one if it hashes to the community's id.
 */
import { sameBytes } from '../../../shared/base/bytes.ts';
import { communityIdOf } from '../../../shared/ledger/genesis.ts';
import type { UnwelcomeReason } from '../../../shared/peers/record-protocol.ts';
import type { DeviceKey } from '../ports.ts';
import { readCredential } from './door.ts';
import { createNeighbours } from './neighbours.ts';
import type { Neighbour } from './neighbours.ts';
import type { RecordPorts } from './ports.ts';
import { createReader } from './reader.ts';

export interface GenesisSearch {
  /** Called once, with the bytes of the genesis; the search is over then. */
  found(genesis: Uint8Array): void;
  /** Somebody did not answer, and perhaps said why; null where nobody ever did. */
  refused(why: UnwelcomeReason | null): void;
}

type JoinPorts = Pick<RecordPorts, 'clock' | 'cryptography' | 'swarm' | 'log'> & {
  readonly device: DeviceKey;
  /** A record by this device that lets it in. */
  readonly credential: Uint8Array;
};

/** Looks until it is found or ended; the answer ends it, and the swarm with it. */
export function findGenesis(
  { credential, device, ...ports }: JoinPorts,
  community: Uint8Array,
  search: GenesisSearch,
): { start(): Promise<void>; stop(): Promise<void> } {
  const { hash } = ports.cryptography;
  const reader = createReader(community, ports.cryptography, null, ports.clock);
  let why: UnwelcomeReason | null = null;
  let isOver = false;
  const neighbours = createNeighbours(ports, community, {
    device: () => device,
    credential: () => credential,
    status: () => ({ height: 0, id: community }),
    isAnswered: () => false,
    whyUnwelcome: () => null,
    readCredential: (bytes, by) => readCredential(reader, bytes, by),
  });

  function ask(neighbour: Neighbour): void {
    neighbour.link.ask({ kind: 'askGenesis' }, (answer) => {
      if (isOver) return;
      if (answer?.kind !== 'genesis') search.refused(why);
      else if (!sameBytes(communityIdOf(answer.bytes, hash), community)) {
        neighbours.turnAway(neighbour, 'false_genesis');
      } else {
        isOver = true;
        search.found(answer.bytes);
      }
    });
  }

  return {
    start: () =>
      neighbours.start({
        arrived: ask,
        heightChanged: () => undefined,
        heard: () => undefined,
        caughtUp: () => undefined,
        left: () => undefined,
        changed: () => undefined,
        keyIsElsewhere: () => undefined,
        unwelcome(reason) {
          why = reason ?? why;
        },
      }),
    async stop() {
      isOver = true;
      await neighbours.stop();
    },
  };
}
