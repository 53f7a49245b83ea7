/** Whether a proposed value is what its records make of the certified state; there may be no answer for a while. */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { heightDue } from '../../../shared/ledger/height-due.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { EpochValue } from '../../../shared/ledger/epoch-value.ts';
import type { Clock } from '../ports.ts';
import type { Candidate, Chain } from './chain.ts';
import { likeliestFirst } from './likeliest-first.ts';
import type { Neighbour } from './neighbours.ts';
import { setCountMax } from './sets.ts';
import type { Sets } from './sets.ts';
import type { Times } from './times.ts';
import type { Votes } from './votes.ts';

export interface Judge {
  judge(id: Uint8Array, value: Uint8Array): void;
  /** Values whose epoch had not ended may be looked at now. */
  tick(): void;
  know(candidate: Candidate): void;
  candidateOf(id: Uint8Array): Candidate | null;
  /** Only these can still be decided on; nothing is kept of others, nor looked for. */
  keepOnly(ids: readonly Uint8Array[]): void;
  forget(): void;
}

interface JudgePorts {
  readonly clock: Clock;
  readonly chain: Chain;
  readonly sets: Sets;
  readonly votes: Votes;
  readonly times: Times;
  readonly neighbours: () => readonly Neighbour[];
  /** Called before anything is said for a value. */
  readonly keep: (candidate: Candidate) => void;
}

/** `answered` is told of each value once: with what follows from it, or null for one that is not valid. */
export function createJudge(
  { clock, chain, sets, votes, times, neighbours, keep }: JudgePorts,
  answered: (id: Uint8Array, candidate: Candidate | null) => void,
): Judge {
  const candidates = new Map<string, Candidate>();
  let early: { readonly id: Uint8Array; readonly value: EpochValue }[] = [];
  /** What ends that which was begun for a value. */
  const begun = new Map<string, (() => void)[]>();

  function know(candidate: Candidate): void {
    const key = bytesToHex(candidate.id);
    if (candidates.has(key)) return;
    keep(candidate);
    candidates.set(key, candidate);
  }

  function begin(id: Uint8Array, cancel: () => void): void {
    const key = bytesToHex(id);
    begun.set(key, [...(begun.get(key) ?? []), cancel]);
  }

  function keepOnly(ids: readonly Uint8Array[]): void {
    const kept = new Set(ids.map(bytesToHex));
    for (const [key, cancels] of begun) {
      if (kept.has(key)) continue;
      for (const cancel of cancels) cancel();
      begun.delete(key);
    }
    for (const key of candidates.keys()) if (!kept.has(key)) candidates.delete(key);
    early = early.filter(({ id }) => kept.has(bytesToHex(id)));
  }

  /** What can be said without the records. The epoch only says from when on it may be certified. */
  function couldBeNext(value: EpochValue): boolean {
    const tip = chain.tip();
    return (
      value.height === tip.height + 1 &&
      value.epoch > tip.epoch &&
      sameBytes(value.previous, tip.id) &&
      (value.setCount >= 1 || heightDue(chain.state(), value.epoch)) &&
      value.setCount <= setCountMax
    );
  }

  function look(id: Uint8Array, value: EpochValue): void {
    if (value.epoch > times.acceptable(clock.now())) {
      early.push({ id, value });
      return;
    }
    const { height, setRoot: root, setCount: count, epoch } = value;
    const assembled = sets.assemble({
      height,
      root,
      count,
      sources: () => likeliestFirst(votes.tellersOf(id), neighbours(), height - 1),
      complete(records) {
        const candidate = chain.evaluate(epoch, records);
        const isRight = candidate !== null && sameBytes(candidate.id, id);
        if (isRight) know(candidate);
        answered(id, isRight ? candidate : null);
      },
    });
    begin(id, assembled);
  }

  return {
    judge(id, bytes) {
      const value = epochValueCodec.decode(bytes);
      // In a turn of its own: the machine is in the middle of its effects.
      const cancel = clock.after(0, () => {
        if (value === null || !couldBeNext(value)) answered(id, null);
        else look(id, value);
      });
      begin(id, cancel);
    },
    tick() {
      const again = early;
      early = [];
      for (const { id, value } of again) look(id, value);
    },
    know,
    candidateOf: (id) => candidates.get(bytesToHex(id)) ?? null,
    keepOnly,
    forget() {
      keepOnly([]);
    },
  };
}
