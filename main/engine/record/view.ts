/** What is shown of the record's health. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { Clock } from '../ports.ts';
import type { Authoring } from './authoring.ts';
import type { CatchUp } from './catch-up.ts';
import type { Chain } from './chain.ts';
import type { RecordView } from './contract.ts';
import type { Neighbours } from './neighbours.ts';
import type { Pool } from './pool.ts';
import type { Votes } from './votes.ts';
import type { Witness } from './witness.ts';

interface Parts {
  readonly chain: Chain;
  readonly pool: Pool;
  readonly neighbours: Neighbours;
  readonly catchUp: CatchUp;
  readonly witness: Witness;
  readonly votes: Votes;
  readonly authoring: Authoring;
  readonly clock: Clock;
}

export function recordView(
  { chain, pool, neighbours, catchUp, witness, votes, authoring, clock }: Parts,
  disagrees: RecordView['disagrees'],
): RecordView {
  const { height, epoch, committee } = chain.tip();
  const device = authoring.device().publicKey;
  const own = bytesToHex(device);
  const present = neighbours.all();
  const connected = new Set(present.map((each) => each.device));
  return {
    height,
    epoch: height === 0 ? null : epoch,
    poolCount: pool.count(),
    peers: present.filter(({ isAnswered }) => isAnswered).length,
    isReachable: neighbours.isReachable(),
    heightSeen: catchUp.heightSeen(),
    catchingUp: catchUp.view(),
    disagrees,
    witnesses: committee.map((key) => {
      const hex = bytesToHex(key);
      const heard = votes.heardAt().get(hex) ?? null;
      return {
        device: key,
        isThis: hex === own,
        heardAtMs: connected.has(hex) || hex === own ? clock.now() : heard,
      };
    }),
    agreeing: witness.view(),
    device,
    renewed: authoring.renewed(),
    turnedAway: neighbours.turnedAway(),
  };
}
