/**
 * This member's own estimates of tasks (rules R5). Their texts are on the disk before their seals are anywhere else,
 * because only this machine can reveal them; it does so by itself once the certified state says that nobody can seal
 * any more, and again only where that record was lost with a key that was given up. What is revealed earlier would
 * tell others what to answer.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { sealOfAnswer } from '../../../shared/ledger/estimate-seal.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import { isCertifiable } from '../../../shared/ledger/verdict.ts';
import type { Answer } from '../../../shared/work/work-state.ts';
import type { Candidate } from './chain.ts';
import { decodeKeptEstimate, encodeKeptEstimate } from './kept-estimate.ts';
import type { KeptEstimate } from './kept-estimate.ts';
import { readKeptSeals } from './kept-seals.ts';
import type { OfferPorts } from './offers.ts';
import type { SealedEstimate, TaskKeeping } from './task-keeping.ts';

export interface Estimates extends TaskKeeping {
  /** A height was closed here: what it says of own estimates is kept. */
  closed(candidate: Candidate): void;
  /** Reveals what may be revealed, and forgets what is over. */
  look(): void;
}

export function createEstimates(ports: OfferPorts): Estimates {
  const { store, state, pool, clock, random, cryptography, community } = ports;
  const member = bytesToHex(ports.member);
  const rows = store.keptEstimates().map(({ seal, estimate }) => [seal, estimate] as const);
  const kept = readKeptSeals('estimate', rows, decodeKeptEstimate, ports.log);

  function keep(seal: string, estimate: KeptEstimate): void {
    kept.set(seal, estimate);
    store.keepEstimate(seal, encodeKeptEstimate(estimate));
  }

  function forget(seal: string): void {
    kept.delete(seal);
    store.forgetEstimate(seal);
  }

  function estimate(task: string, answer: Answer, said: string): Result<Id, Refusal> {
    const round = state().work.tasks.get(task)?.round ?? 0;
    if (round === 0) return refuse('not_estimating', 'Nobody estimates such a task now.');
    const salt = random.bytes(32);
    const about = { community, task, round, member, salt, answer };
    const seal = bytesToHex(sealOfAnswer(about, cryptography.hash));
    const madeAtMs = BigInt(clock.now());
    const fresh = { task, round, answer, salt, madeAtMs, id: null, reveal: null, refusal: null };
    keep(seal, fresh);
    const written = ports.author({ kind: 'estimate', body: { task, round, seal, said } });
    if (!written.ok) {
      forget(seal);
      return written;
    }
    const id = bytesToHex(written.value.id);
    keep(seal, { ...fresh, id });
    return ok({ id });
  }

  function closed({ folded: { verdicts } }: Candidate): void {
    for (const [seal, each] of kept) {
      const own = [each.reveal, each.id].flatMap((id) => verdicts.get(id ?? '') ?? []);
      const verdict = own.find(isCertifiable);
      if (verdict?.verdict === 'without_effect') keep(seal, { ...each, refusal: verdict.name });
    }
  }

  function look(): void {
    if (!ports.mayWrite()) return;
    for (const [seal, each] of kept) {
      if (isOver(state(), each)) forget(seal);
      else if (isSealedHere(seal, each) && mayReveal(state(), member, seal, each)) {
        sendReveal(seal, each);
      }
    }
  }

  /** A machine that stopped between keeping it and writing its seal has sealed nothing. */
  function isSealedHere(seal: string, each: KeptEstimate): boolean {
    if (each.id !== null) return true;
    if (state().work.tasks.get(each.task)?.seals.get(member) === seal) return true;
    const waits = pool
      .records()
      .find((record) => record.kind === 'estimate' && record.body.seal === seal);
    if (waits === undefined) forget(seal);
    else keep(seal, { ...each, id: bytesToHex(waits.id) });
    return waits !== undefined;
  }

  function sendReveal(seal: string, each: KeptEstimate): Result<Id, Refusal> {
    const { task, round, salt, answer, reveal: sent } = each;
    if (sent !== null && pool.get(sent) !== null) return ok({ id: sent });
    const waits = pool
      .records()
      .find((record) => record.kind === 'reveal' && record.body.seal === seal);
    const body = { member, task, round, seal, salt, answer };
    const written = waits === undefined ? ports.author({ kind: 'reveal', body }) : ok(waits);
    if (!written.ok) return written;
    const id = bytesToHex(written.value.id);
    keep(seal, { ...each, reveal: id });
    return ok({ id });
  }

  function reveal(task: string): Result<Id, Refusal> {
    const found = [...kept].find(
      ([seal, each]) => each.task === task && mayReveal(state(), member, seal, each),
    );
    return found === undefined
      ? refuse('nothing_sealed', 'This computer has nothing to reveal of it now.')
      : sendReveal(...found);
  }

  return { ...{ estimate, reveal, closed, look }, estimates: () => Array.from(kept, shown) };
}

interface Id {
  readonly id: string;
}

/** Once its round is judged, what was sealed for it is of no use. */
function isOver({ work }: LedgerState, { task, round }: KeptEstimate): boolean {
  const known = work.tasks.get(task);
  return known?.state !== 'estimating' || known.round !== round;
}

/** From the first height on in which nobody can seal any more: what was sealed last is what counts. */
function mayReveal(
  { work, epoch }: LedgerState,
  member: string,
  seal: string,
  { task, round }: KeptEstimate,
): boolean {
  const known = work.tasks.get(task);
  if (known?.state !== 'estimating' || known.round !== round) return false;
  if (known.seals.get(member) !== seal || known.answers.has(member)) return false;
  return epoch >= known.closes && epoch < known.reveals;
}

function shown([seal, each]: readonly [string, KeptEstimate]): SealedEstimate {
  const { id, task, round, answer, madeAtMs, reveal, refusal } = each;
  return {
    ...{ id, seal, task, round, answer, refusal },
    madeAtMs: Number(madeAtMs),
    isRevealSent: reveal !== null,
  };
}

/** What a host asks of its own estimates. */
export function tasksOf({ estimate, reveal, estimates }: Estimates): TaskKeeping {
  return { estimate, reveal, estimates };
}
