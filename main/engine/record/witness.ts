/**
 * Drives the consensus of one height after the other on a machine that is a witness (shared/consensus): gives it
 * values, judges those of others, keeps its log before its word goes out, and closes the height when it is decided.
 *
 * A height is begun when its epoch has ended by this clock and there is something to certify, here or at a witness
 * that has already spoken, or the stake market needs it to go on. A value whose epoch has not ended by this clock is
 * neither valid nor invalid yet.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { certificateOf, encodeCertificate } from '../../../shared/consensus/certificate.ts';
import type {
  ConsensusEvent,
  Decision,
  Effect,
  Evidence,
} from '../../../shared/consensus/contract.ts';
import { gossip } from '../../../shared/consensus/gossip.ts';
import { replay } from '../../../shared/consensus/log.ts';
import { next } from '../../../shared/consensus/machine.ts';
import { encodeMessage } from '../../../shared/consensus/messages.ts';
import type { Message } from '../../../shared/consensus/messages.ts';
import type { ConsensusState } from '../../../shared/consensus/state.ts';
import { heightDue } from '../../../shared/ledger/height-due.ts';
import type { Clock, Cryptography, DeviceKey } from '../ports.ts';
import type { Candidate, Chain } from './chain.ts';
import { epochsToClose } from './epochs-to-close.ts';
import { createJudge } from './judge.ts';
import type { Neighbour } from './neighbours.ts';
import type { Pool } from './pool.ts';
import type { RecordStore } from './ports.ts';
import type { Sets } from './sets.ts';
import { setCountMax } from './sets.ts';
import type { Times } from './times.ts';
import { valueIdOf } from './value-id.ts';
import type { Votes } from './votes.ts';
import { readLog, writeEntry, writeSet } from './witness-log.ts';

export interface Witness {
  /** A checked message of the height that is being agreed on. */
  heard(message: Message): void;
  /** Looks at the clock and the pool. */
  tick(): void;
  /** The certified state is another one, whoever brought it there. */
  heightMoved(): void;
  view(): { readonly height: number; readonly round: number } | null;
  stop(): void;
}

export interface WitnessPorts {
  readonly clock: Clock;
  readonly hash: Cryptography['hash'];
  readonly store: RecordStore;
  readonly chain: Chain;
  readonly pool: Pool;
  readonly sets: Sets;
  readonly votes: Votes;
  readonly times: Times;
  readonly device: () => DeviceKey;
  readonly neighbours: () => readonly Neighbour[];
  /** While false, nothing is begun and nothing is said. */
  readonly mayWitness: () => boolean;
  readonly close: (candidate: Candidate, certificate: Uint8Array) => void;
  readonly accuse: (witness: Uint8Array, evidence: Evidence) => void;
  /** Something was said with this key that is not in the log here. */
  readonly keyWasUsed: () => void;
}

/** What could be proposed when it was looked last. */
interface Offered {
  readonly epoch: number;
  /** Of the pool. */
  readonly version: number;
  readonly atMs: number;
  readonly candidate: Candidate | null;
}

export function createWitness(ports: WitnessPorts): Witness {
  const { clock, hash, store, chain, pool, sets, votes, times, device } = ports;
  const idOf = valueIdOf(chain.community, hash);
  const said = new Set<string>();
  const judge = createJudge({ ...ports, keep }, (id, candidate) => {
    step({ type: 'valueValidity', id, valid: candidate !== null });
  });
  let state: ConsensusState | null = null;
  /** The round that an own value is wanted for. */
  let wanting: number | null = null;
  /** Grows with each height, so that no timer of one reaches into another. */
  let turn = 0;
  let offered: Offered | null = null;

  const signer = { hash, idOf, sign: (given: Uint8Array) => device().sign(given) };

  function begin(): void {
    const { committee, height } = chain.tip();
    const own = committee.findIndex((key) => sameBytes(key, device().publicKey));
    if (own < 0) return;
    const config = {
      committee,
      me: own,
      height: height + 1,
      chain: chain.community,
      timeouts: times.timeouts,
    };
    const log = readLog(store.wal(height + 1));
    for (const { root, ids } of log.sets) sets.know(ids, root);
    said.clear();
    for (const entry of log.entries) if (entry.type === 'said') remember(entry.message);
    state = replay(config, log.entries);
    step({ type: 'start' });
    for (const message of votes.kept()) heard(message);
    sayAgain();
  }

  function end(): void {
    turn += 1;
    judge.forget();
    state = null;
    wanting = null;
    offered = null;
  }

  function remember(message: Message): void {
    said.add(bytesToHex(encodeMessage(message)));
  }

  function heard(message: Message): void {
    if (state === null) return;
    const isOwn = message.witness === state.config.me;
    if (isOwn && !said.has(bytesToHex(encodeMessage(message)))) ports.keyWasUsed();
    step({ type: 'message', message });
  }

  function step(event: ConsensusEvent): void {
    if (state === null || !ports.mayWitness()) return;
    const { round } = state;
    const outcome = next(state, event, signer);
    ({ state } = outcome);
    // However many rounds a height takes, what is kept of its values is bounded as the machine's own memory is.
    if (state.round !== round) judge.keepOnly(state.judgements.map(({ id }) => id));
    for (const effect of outcome.effects) if (state !== null) execute(effect);
  }

  function execute(effect: Effect): void {
    switch (effect.type) {
      case 'persist':
        store.appendWal(chain.tip().height + 1, writeEntry(effect.entry));
        return;
      case 'broadcast':
        remember(effect.message);
        if (effect.message.kind === 'proposal') show(effect.message.id);
        votes.say(effect.message);
        return;
      case 'scheduleTimeout': {
        const { step: timer, round, ms } = effect;
        later(ms, () => {
          step({ type: 'timeout', step: timer, round });
        });
        return;
      }
      case 'validate':
        judge.judge(effect.id, effect.value);
        return;
      case 'makeValue':
        wanting = effect.round;
        later(0, offer);
        return;
      case 'decide':
        decided(effect);
        return;
      case 'evidence':
        accuse(effect);
    }
  }

  function later(ms: number, action: () => void): void {
    const asked = turn;
    clock.after(ms, () => {
      if (asked === turn) action();
    });
  }

  /** The own value, as soon as there is one; too late an answer is for nothing. */
  function offer(): void {
    if (state === null || wanting === null) return;
    const candidate = proposal();
    if (candidate === null) return;
    const round = wanting;
    wanting = null;
    judge.know(candidate);
    step({ type: 'ownValue', round, value: candidate.valueBytes });
  }

  function proposal(): Candidate | null {
    const epoch = times.proposable(clock.now());
    if (epoch <= chain.tip().epoch) return null;
    if (pool.count() === 0 && !heightDue(chain.state(), epoch)) return null;
    if (offered === null || isOutdated(offered, epoch)) {
      const version = pool.version();
      const records = pool.records().slice(0, setCountMax);
      let candidate: Candidate | null = null;
      for (const each of epochsToClose(chain.state(), records, epoch)) {
        candidate ??= chain.propose(each, records);
      }
      // From when it was made: making it takes long where many records come.
      offered = { epoch, version, atMs: clock.elapsed(), candidate };
    }
    return offered.candidate;
  }

  /**
   * What a height is begun for is what is proposed in it: while many records come, the pool has changed between the
   * two, and folding it again costs more than those few, which wait for the next height.
   */
  function isOutdated({ epoch: of, version, atMs, candidate }: Offered, epoch: number): boolean {
    if (of !== epoch) return true;
    if (version === pool.version()) return false;
    return candidate === null || clock.elapsed() - atMs >= times.tickMs;
  }

  /** A value that a witness speaks for must be there for others after a crash of all of them. */
  function keep({ value, records }: Candidate): void {
    const ids = records.map(({ id }) => id);
    pool.keep(records);
    sets.know(ids, value.setRoot);
    store.appendWal(value.height, writeSet({ root: value.setRoot, ids }));
  }

  /** Proposed again in a later round, it is asked for again, however many others were known meanwhile. */
  function show(id: Uint8Array): void {
    const candidate = judge.candidateOf(id);
    if (candidate === null) return;
    const { value, records } = candidate;
    sets.know(
      records.map((each) => each.id),
      value.setRoot,
    );
  }

  function decided({ id, ...decision }: Decision): void {
    const candidate = judge.candidateOf(id);
    if (candidate === null) return;
    const certificate = certificateOf(candidate.value.height, { id, ...decision });
    end();
    ports.close(candidate, encodeCertificate(certificate));
  }

  function accuse(evidence: Evidence): void {
    const witness = chain.tip().committee[evidence.first.witness];
    if (witness !== undefined) ports.accuse(witness, evidence);
  }

  function sayAgain(): void {
    later(times.gossipMs, () => {
      if (state === null || !ports.mayWitness()) return;
      for (const message of gossip(state)) votes.say(message);
      sayAgain();
    });
  }

  function hasSomething(): boolean {
    if (votes.kept().length > 0) return times.acceptable(clock.now()) > chain.tip().epoch;
    return proposal() !== null;
  }

  return {
    heard,
    tick() {
      if (!ports.mayWitness()) return;
      if (state === null) {
        if (isWitness() && hasSomething()) begin();
        return;
      }
      judge.tick();
      offer();
    },
    heightMoved: end,
    view: () => (state === null ? null : { height: state.config.height, round: state.round }),
    stop: end,
  };

  function isWitness(): boolean {
    const own = bytesToHex(device().publicKey);
    return chain.tip().committee.some((key) => bytesToHex(key) === own);
  }
}
