/**
 * How a guest gets the genesis of the community that an invitation names: from any machine of a member that it
 * meets on the record's topic. What comes is believed because it hashes to the community's id.
 */
import { sameBytes } from '../../../../shared/base/bytes.ts';
import { checkGenesis } from '../../../../shared/ledger/check-genesis.ts';
import {
  recordHelloDomain,
  recordProtocolVersion,
} from '../../../../shared/peers/record-protocol.ts';
import { createLink } from '../../../engine/record/link.ts';
import type { Clock, Connection, DeviceKey, Log, Swarm } from '../../../engine/ports.ts';
import { cryptography } from '../../cryptography.ts';

export interface GenesisSearch {
  readonly seen: () => GenesisSearchView;
  readonly stop: () => Promise<void>;
}

export interface GenesisSearchView {
  /** Machines that answered, and how many of them let this guest in no further. */
  readonly met: number;
  readonly turnedAway: number;
  /** Whether one said it had a genesis that is another community's. */
  readonly misled: boolean;
}

export interface GenesisSearchOptions {
  readonly community: Uint8Array;
  readonly credential: Uint8Array;
  readonly device: DeviceKey;
  readonly swarm: Swarm;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
  readonly onFound: (genesis: Uint8Array) => void;
  readonly onChange: () => void;
}

const againMs = 5_000;
const { hash } = cryptography;

/** Searches until it is stopped or has found it. */
export function searchGenesis(options: GenesisSearchOptions): GenesisSearch {
  const { swarm, onChange } = options;
  let view: GenesisSearchView = { met: 0, turnedAway: 0, misled: false };
  let isOver = false;

  function become(change: Partial<GenesisSearchView>): void {
    view = { ...view, ...change };
    onChange();
  }

  function take(genesis: Uint8Array): void {
    const checked = checkGenesis(genesis, cryptography);
    if (isOver) return;
    if (!checked.ok || !sameBytes(checked.value.community, options.community)) {
      become({ misled: true });
      return;
    }
    isOver = true;
    options.onFound(genesis);
  }

  const started = swarm.start({
    connected(connection) {
      if (!isOver) askFor(connection, options, () => isOver, { take, become, view: () => view });
    },
    reachable: () => undefined,
  });
  return {
    seen: () => view,
    async stop() {
      isOver = true;
      await started;
      await swarm.close();
    },
  };
}

interface Told {
  readonly take: (genesis: Uint8Array) => void;
  readonly become: (change: Partial<GenesisSearchView>) => void;
  readonly view: () => GenesisSearchView;
}

function askFor(
  connection: Connection,
  { community, credential, device, swarm, clock, log }: GenesisSearchOptions,
  isOver: () => boolean,
  { take, become, view }: Told,
): void {
  let hasSaidNo = false;
  let cancelAgain = () => {};
  const link = createLink(connection, clock, {
    heard(frame) {
      if (frame.kind !== 'hello') return;
      become({ met: view().met + 1 });
      ask();
    },
    misbehaved(reason) {
      log.info(`A machine that was asked for the beginning of a community misbehaved: ${reason}.`);
      connection.close();
    },
    caughtUp: () => undefined,
  });

  function ask(): void {
    if (isOver()) return;
    link.ask({ kind: 'askGenesis' }, (answer) => {
      if (answer?.kind === 'genesis') {
        take(answer.bytes);
        return;
      }
      if (!hasSaidNo) become({ turnedAway: view().turnedAway + 1 });
      hasSaidNo = true;
      cancelAgain = clock.after(againMs, ask); // it may learn of the inviter meanwhile
    });
  }

  connection.onClose(() => cancelAgain());
  const { channelHash } = connection;
  const proof = device.sign(hash(recordHelloDomain, community, channelHash, swarm.transportKey));
  const { publicKey } = device;
  link.send({
    kind: 'hello',
    version: recordProtocolVersion,
    device: publicKey,
    proof,
    credential,
  });
}
