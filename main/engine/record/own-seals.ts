/** What this member has sealed, of whatever kind: kept, opened by itself, and shown to the host. */
import type { Candidate } from './chain.ts';
import { createEstimates, tasksOf } from './estimates.ts';
import { createOffers, stakesOf } from './offers.ts';
import type { OfferPorts } from './offers.ts';
import type { StakeKeeping } from './stake-keeping.ts';
import type { TaskKeeping } from './task-keeping.ts';

export interface OwnSeals {
  /** A height was closed here: what it says of them is kept. */
  closed(candidate: Candidate): void;
  /** Opens what may be opened, and sees what is over. */
  look(): void;
  readonly keeping: StakeKeeping & TaskKeeping;
}

export function createOwnSeals(ports: OfferPorts): OwnSeals {
  const [offers, estimates] = [createOffers(ports), createEstimates(ports)];
  return {
    closed(candidate) {
      offers.closed(candidate);
      estimates.closed(candidate);
    },
    look() {
      offers.look();
      estimates.look();
    },
    keeping: { ...stakesOf(offers, ports.store), ...tasksOf(estimates) },
  };
}
