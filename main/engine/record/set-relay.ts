/**
 * Finds the set of a proposal for neighbours who asked for it here, because the proposal came to them through here:
 * two witnesses need not be connected, and those between them agree on nothing themselves and would not have it.
 *
 * It is looked for when it is asked for, and is here when it is asked for again. Only what a witness has proposed
 * last is looked for, one set for each at a time: a liar takes no other witness's place.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import type { Proposal } from '../../../shared/consensus/messages.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { EpochValue } from '../../../shared/ledger/epoch-value.ts';
import { likeliestFirst } from './likeliest-first.ts';
import type { Neighbour } from './neighbours.ts';
import type { Pool } from './pool.ts';
import type { Sets } from './sets.ts';
import { setCountMax } from './sets.ts';
import type { Votes } from './votes.ts';

export interface SetRelay {
  /** A set of the height that is being agreed on was asked for and is not here: looks for it. */
  wanted(root: Uint8Array): void;
  /** A record of such a set that may not wait in the pool here, by the hexadecimal of its id. */
  bytesOf(id: string): Uint8Array | null;
  /** The height is over, or the machine stops: nothing is looked for any more, and nothing kept. */
  stop(): void;
}

export interface SetRelayPorts {
  readonly sets: Pick<Sets, 'assemble' | 'isSought'>;
  readonly votes: Pick<Votes, 'kept' | 'tellersOf'>;
  readonly pool: Pick<Pool, 'get'>;
  readonly neighbours: () => readonly Neighbour[];
  /** Of the last certificate. */
  readonly height: () => number;
}

interface Proposed {
  readonly proposal: Proposal;
  readonly value: EpochValue;
}

interface Errand {
  readonly stop: () => void;
  readonly records: ReadonlyMap<string, Uint8Array>;
}

export function createSetRelay(ports: SetRelayPorts): SetRelay {
  const { sets, votes, pool, neighbours, height } = ports;
  /** One for each witness. */
  const errands = new Map<number, Errand>();

  function find({ proposal: { id, witness }, value }: Proposed): void {
    errands.get(witness)?.stop();
    const records = new Map<string, Uint8Array>();
    let [isOver, stop] = [false, () => undefined as void];
    const end = () => {
      isOver = true;
      stop();
    };
    errands.set(witness, { stop: end, records });
    stop = sets.assemble({
      ...{ height: value.height, root: value.setRoot, count: value.setCount },
      sources: () => likeliestFirst(votes.tellersOf(id), neighbours(), height()),
      complete(found) {
        for (const record of found) {
          const hex = bytesToHex(record.id);
          if (pool.get(hex) === null) records.set(hex, record.bytes);
        }
      },
      // Whoever wants it asks again, and then it is looked for again.
      nowhere: end,
    });
    if (isOver) stop();
  }

  return {
    wanted(root) {
      if (sets.isSought(root)) return;
      const proposed = lastProposals(votes.kept()).find(({ value }) => {
        const { height: of, setRoot, setCount } = value;
        const isFit = of === height() + 1 && setCount > 0 && setCount <= setCountMax;
        return isFit && sameBytes(setRoot, root);
      });
      if (proposed !== undefined) find(proposed);
    },
    bytesOf(id) {
      for (const { records } of errands.values()) {
        const bytes = records.get(id);
        if (bytes !== undefined) return bytes;
      }
      return null;
    },
    stop() {
      for (const { stop } of errands.values()) stop();
      errands.clear();
    },
  };
}

/** What each witness has proposed in the latest round in which it proposed anything. */
function lastProposals(kept: ReturnType<Votes['kept']>): readonly Proposed[] {
  const proposals = kept.filter((message) => message.kind === 'proposal');
  const latest = new Map<number, number>();
  for (const { witness, round } of proposals) {
    latest.set(witness, Math.max(round, latest.get(witness) ?? 0));
  }
  return proposals.flatMap((proposal) => {
    const value = epochValueCodec.decode(proposal.value);
    const isLast = proposal.round === latest.get(proposal.witness);
    return isLast && value !== null ? [{ proposal, value }] : [];
  });
}
