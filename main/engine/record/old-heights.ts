/** What happens to heights of long ago: those of others are removed, and one's own share of them is fetched. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import type { Authoring } from './authoring.ts';
import type { CatchUp } from './catch-up.ts';
import type { Chain } from './chain.ts';
import { createGathering } from './gathering.ts';
import type { Neighbour } from './neighbours.ts';
import type { Keep } from './ports.ts';
import { createPruning, usualKeep } from './pruning.ts';
import { createSetFetch } from './set-fetch.ts';
import { createSets } from './sets.ts';
import type { SetsPorts } from './sets.ts';
import { isShareOf } from './shares.ts';
import { shortReport } from './short-report.ts';

export interface OldHeights {
  start(): void;
  /** A height was closed. */
  look(): void;
  stop(): void;
}

export interface OldHeightsPorts extends SetsPorts {
  readonly community: Uint8Array;
  readonly keep: Keep | undefined;
  /** The member key of whoever runs this machine. */
  readonly member: Uint8Array;
  readonly authoring: Pick<Authoring, 'device'>;
  readonly chain: Pick<Chain, 'state'>;
  readonly neighbours: () => readonly Neighbour[];
  readonly catchUp: Pick<CatchUp, 'isBehind'>;
}

export function createOldHeights(ports: OldHeightsPorts): OldHeights {
  const { clock, store, community, hash, neighbours } = ports;
  const keep = ports.keep ?? usualKeep;
  const machinesOf = createCount();
  const isShare = (height: number) => {
    const device = ports.authoring.device().publicKey;
    return isShareOf({ community, device }, height, machinesOf(ports.chain.state()), hash);
  };
  const me = bytesToHex(ports.member);
  const shorten = (report: string) => shortReport(report, me);
  const pruning = createPruning({ clock, store, keep, isShare, shorten });
  const gathering = createGathering({
    ...{ clock, store, keep, isShare },
    fetchSet: createSetFetch(createSets(ports), neighbours),
    isFree: () => neighbours().length > 0 && !ports.catchUp.isBehind(),
  });
  return {
    start() {
      pruning.look();
      gathering.start();
    },
    look: pruning.look,
    stop() {
      pruning.stop();
      gathering.stop();
    },
  };
}

/** Machines that a state knows as active, counted once for each state. */
function createCount(): (state: LedgerState) => number {
  let counted: LedgerState | null = null;
  let machines = 0;
  return (state) => {
    if (state !== counted) {
      counted = state;
      machines = [...state.devices.values()].filter(({ status }) => status === 'active').length;
    }
    return machines;
  };
}
