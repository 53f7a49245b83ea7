/**
 * Who has certified, does, and may yet: every committee that was ever asked for or stood, so that less than a third
 * of each are ever faulty, and so that none comes about that nobody has asked for.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { checkCertificate, decodeCertificate } from '../../../shared/consensus/certificate.ts';
import { epochIdOf, epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { EpochValue } from '../../../shared/ledger/epoch-value.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { Genesis } from '../../../shared/ledger/genesis.ts';
import type { Keeper, RecordWorld } from './world.ts';

type Committee = readonly string[];

export interface Seats {
  /** Voices are raised for it. */
  proposed(committee: Committee): void;
  /** Looks at what the nodes hold for the next heights. */
  watch(): void;
  /** Whether anybody may still go by what it said as a witness, or will. */
  everSat(keeper: Keeper): boolean;
  /** Whether less than a third of every committee is faulty when this one is too. */
  mayFail(keeper: Keeper): boolean;
  /** Whether so few of these are faulty that they may certify together. */
  mayCertify(committee: Committee): boolean;
  /** A value that was certified, the first time that it is seen: by whom it must be signed, and whom it names. */
  certified(height: number, value: Uint8Array, certificate: Uint8Array): void;
  /** How often another committee was named than before. */
  changes(): number;
}

export function createSeats(world: RecordWorld): Seats {
  const { community, genesis } = world.ledger.genesis;
  const all = new Map<string, Committee>();
  const proposals = new Map<string, Committee>();
  const named = new Map<number, Committee>([[0, firstCommittee(genesis)]]);
  let changes = 0;

  const isFaulty = (device: string) => world.keeperOf(device)?.isFaulty ?? true;
  const mostFaulty = ({ length }: Committee) => Math.floor((length - 1) / 3);
  const add = (committee: Committee) => all.set(committee.join(), committee);

  function watch(): void {
    for (const { node } of world.keepers) {
      const state = node?.state();
      if (state !== undefined) [state.committee, state.upcoming].forEach(add);
    }
  }

  /** Seats are given to others where a machine or a member is gone, and only then without a vote. */
  function isExplained(next: Committee, before: Committee): boolean {
    const gone = world.keepers.filter(
      ({ isFaulty: isSo, renewals }) => isSo || renewals > 0,
    ).length;
    return [before, ...proposals.values()].some((asked) => {
      const kept = new Set(asked);
      const changed = next.filter((each) => !kept.has(each)).length;
      return changed + Math.max(0, asked.length - next.length) <= 2 * gone;
    });
  }

  function follows(height: number, value: EpochValue, id: Uint8Array, bytes: Uint8Array): boolean {
    const committee = named.get(height - 1);
    const certificate = decodeCertificate(bytes);
    if (committee === undefined || certificate === null || value.height !== height) return false;
    const assembly = {
      committee: committee.map((each) => new Uint8Array(Buffer.from(each, 'hex'))),
      chain: community,
      height,
    };
    return (
      bytesToHex(certificate.id) === bytesToHex(id) &&
      checkCertificate(certificate, assembly, cryptography).ok
    );
  }

  return {
    proposed(committee) {
      proposals.set(committee.join(), committee);
      add(committee);
    },
    watch,
    everSat(keeper) {
      watch();
      return [...all.values()].some((each) => each.some((key) => world.keeperOf(key) === keeper));
    },
    mayFail(keeper) {
      watch();
      const isIts = (device: string) => world.keeperOf(device) === keeper;
      return [...all.values()].every((committee) => {
        const faulty = committee.filter((each) => isIts(each) || isFaulty(each));
        return !committee.some(isIts) || faulty.length <= mostFaulty(committee);
      });
    },
    mayCertify: (committee) => committee.filter(isFaulty).length <= mostFaulty(committee),
    certified(height, bytes, certificate) {
      const value = epochValueCodec.decode(bytes);
      if (value === null) {
        world.faults.push(`the value of height ${height} cannot be read`);
        return;
      }
      const next = value.nextCommittee.map(bytesToHex);
      const id = epochIdOf(bytes, community, cryptography.hash);
      if (!follows(height, value, id, certificate)) {
        world.faults.push(
          `height ${height} is not certified by those whom the one before it names`,
        );
      }
      const before = named.get(height - 1) ?? [];
      if (before.join() !== next.join()) changes += 1;
      if (before.join() !== next.join() && !isExplained(next, before)) {
        world.faults.push(`height ${height} names witnesses for whom nobody has voted`);
      }
      named.set(height, next);
    },
    changes: () => changes,
  };
}

/** As the genesis says: the machines of the first founders. */
function firstCommittee({ founders, witnesses }: Genesis): Committee {
  return founders
    .slice(0, witnesses)
    .map(({ device }) => bytesToHex(device))
    .sort();
}
