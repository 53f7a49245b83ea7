/** Records of the stake market for tests of the ledger, as the program writes them. */
import { cryptography } from '../../main/adapters/cryptography.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { sealOf } from '../../shared/ledger/offer-seal.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { Cause, Offer, Want } from '../../shared/stake/market.ts';
import { write } from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';
import { madeBytes } from './made-receipts.ts';

const sample: Cause = {
  statement: 'Whoever asks gets a translation of a medical leaflet within a day.',
  beneficiaries: 'Patients who read another language',
  metric: 'Leaflets translated within a day',
  unit: 'leaflets',
  comparator: 'at_least',
  baseline: 0n,
  target: 500_000n,
  deadline: 1_000,
  check: 'attestors',
  attestors: 3,
  tags: ['health'],
  replaces: null,
};

export function causeOf(change: Partial<Cause> = {}): Cause {
  return { ...sample, ...change };
}

/** A cause as a record; its id is that of the cause. */
export function cause(
  world: LedgerWorld,
  machine: Machine,
  change: Partial<Cause> = {},
): CheckedRecord {
  return write(world, machine, 'cause', causeOf(change));
}

export function idOf({ id }: CheckedRecord): string {
  return bytesToHex(id);
}

/** Half of what is asked for under each of these causes, or all under one. */
export function wantsOf(
  ...wanted: readonly { readonly member: string; readonly cause: string }[]
): readonly Want[] {
  return wanted.map((each) => ({
    kind: 'member' as const,
    ...each,
    weightPpm: 1_000_000 / wanted.length,
  }));
}

/** Of oneself. */
export function offerOf(machine: Machine, change: Partial<Offer> = {}): Offer {
  return {
    give: machine.member.hex,
    giveCause: noCause,
    quantity: 100_000n,
    wants: [{ kind: 'tag', tag: 'health', weightPpm: 1_000_000 }],
    reason: 'They translated for my mother.',
    rounds: 3,
    ...change,
  };
}

/** An offer's seal, and what opens it. */
export function sealed(
  world: LedgerWorld,
  machine: Machine,
  offer: Offer,
  { round = 0, word = '' }: { readonly round?: number; readonly word?: string } = {},
): { readonly seal: CheckedRecord; readonly open: (change?: OpeningChange) => CheckedRecord } {
  const salt = madeBytes(32, 'salt', `${machine.device.hex} ${machine.number} ${word}`);
  const member = machine.member.hex;
  const { community } = world.genesis;
  const sealBy = (about: Offer) =>
    bytesToHex(sealOf({ community, salt, offer: about, member }, cryptography.hash));
  const seal = write(world, machine, 'seal', { round, seal: sealBy(offer) });
  const open = ({ by = machine, about = offer }: OpeningChange = {}) =>
    write(world, by, 'opening', {
      ...{ member, commitment: idOf(seal), seal: sealBy(about), salt, offer: about },
    });
  return { seal, open };
}

interface OpeningChange {
  readonly by?: Machine;
  readonly about?: Offer;
}
