/** Somebody outside a record's world who holds a credential and looks for the genesis. */
import { cryptography } from '../../../main/adapters/cryptography.ts';
import { findGenesis } from '../../../main/engine/record/join.ts';
import type { GenesisSearch } from '../../../main/engine/record/join.ts';
import { createLife } from '../engine-world/life.ts';
import type { Machine } from '../ledger-world.ts';
import { startsAtMs } from './world.ts';
import type { RecordWorld } from './world.ts';

/** A search by this machine in the world's network and time; it is not begun yet. */
export function searchGenesis(
  world: RecordWorld,
  machine: Machine,
  credential: Uint8Array,
  listener: GenesisSearch,
) {
  const life = createLife(null, () => undefined);
  return findGenesis(
    {
      clock: {
        now: () => startsAtMs + world.time.now(),
        elapsed: world.time.now,
        after: world.time.after,
        every: () => () => undefined,
      },
      cryptography,
      log: { info: () => undefined, warn: () => undefined },
      swarm: world.network.join(machine.name, world.chance.bytes(32), life),
      device: machine.device,
      credential,
    },
    world.ledger.genesis.community,
    listener,
  );
}
