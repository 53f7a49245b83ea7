/** Asks others: whom, with what words, and with which parts behind them. */
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import type { Attempt, ErrandEvent } from '../../../shared/jobs/errand.ts';
import { sliceId } from '../../../shared/jobs/identity.ts';
import { inlineBytesMax } from '../../../shared/peers/protocol.ts';
import type { Peers, Present } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { Avoidance } from './avoidance.ts';
import { chooseCandidate, isMeant } from './choose-peer.ts';
import type { Candidate } from './choose-peer.ts';
import type { ErrandSource } from './contract.ts';
import type { ErrandIndex } from './errand-index.ts';
import type { Errand, InputFacts } from './errand.ts';
import type { JobRates } from './job-rates.ts';
import { createMoving } from './moving.ts';
import type { TakingUp } from './taking-up.ts';
import type { Line, Waiting } from './waiting.ts';
import type { Windows } from './windows.ts';

export interface Asking {
  /** Offers what waits to whoever would take it, soon: once for all that happens now. */
  lookSoon(): void;
  look(): void;
  stop(): void;
  ask(errand: Errand, attempt: Attempt): void;
  sendRate(errand: Errand, attempt: Attempt): void;
  sendParts(errand: Errand, attempt: Attempt, needsModule: boolean): void;
  sendModule(errand: Errand, attempt: Attempt): void;
  /** What makes its slice this slice; null where the input is gone, which has ended the errand then. */
  inputFactsOf(errand: Errand): InputFacts | null;
}

export interface AskingParts {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'cryptography'>;
  readonly peers: Peers;
  readonly source: ErrandSource;
  readonly index: ErrandIndex;
  readonly waiting: Waiting;
  readonly windows: Windows;
  readonly avoidance: Avoidance;
  readonly rates: JobRates;
  readonly takingUp: TakingUp;
  readonly happened: (errand: Errand, event: ErrandEvent) => void;
  /** Members that must not have it. */
  readonly barredFrom: (errand: Errand) => ReadonlySet<string>;
  /** A sign of life of whoever has it. */
  readonly onSent: (errand: Errand) => void;
}

/** The mouth of the errands. */
export function createAsking(parts: AskingParts): Asking {
  const { ports, peers, source, index, waiting, windows, avoidance, rates } = parts;
  const { takingUp, happened, onSent } = parts;
  const { clock, random, cryptography } = ports;
  let isLookingSoon = false;
  const moving = createMoving({
    clock,
    candidates() {
      look();
      return candidatesNow();
    },
    mayHave(errand, { peer }) {
      const { id, wish } = errand;
      const whom = { not: [...parts.barredFrom(errand)], audience: wish.audience };
      return isMeant(whom, peer.member) && !avoidance.isAvoided({ id, job: wish.job }, peer.id);
    },
    move(errand) {
      happened(errand, { type: 'moved' });
    },
  });

  function lost(errand: Errand): null {
    const reason = 'Its module or input is no longer on this computer.';
    happened(errand, { type: 'lost_here', reason, nowMs: clock.now() });
    return null;
  }

  function factsOf({ job, slice }: Errand['wish'], input: Uint8Array): InputFacts {
    const hash = cryptography.hash(input);
    const id = sliceId(hexToBytes(job), slice, hash, cryptography.hash);
    return { slice: bytesToHex(id), hash: bytesToHex(hash), bytes: input.byteLength };
  }

  function inputFactsOf(errand: Errand): InputFacts | null {
    if (errand.input !== null) return errand.input;
    const input = source.inputOf(errand.wish.job, errand.wish.slice);
    if (input === null) return lost(errand);
    errand.input = factsOf(errand.wish, input);
    return errand.input;
  }

  function ask(errand: Errand, asked: Attempt): void {
    const { nonce: attempt, peer } = asked;
    const { wish, progress } = errand;
    const { job, slice, ceiling, memoryBytes, wallMs } = wish;
    const spec = source.jobOf(job);
    const isRead = errand.input === null || errand.input.bytes <= inlineBytesMax;
    const input = isRead ? source.inputOf(job, slice) : null;
    if (spec === null || (isRead && input === null)) {
      lost(errand);
      return;
    }
    if (input !== null) errand.input ??= factsOf(wish, input);
    const facts = inputFactsOf(errand);
    if (facts === null) return;
    const { moduleHash, moduleBytes, entry, args } = spec;
    const { femtosecondsPerUnit } = progress;
    peers.send(peer, {
      ...{ type: 'ask', attempt, job, slice: facts.slice, moduleHash, moduleBytes },
      ...{ inputHash: facts.hash, inputBytes: facts.bytes },
      input: facts.bytes <= inlineBytesMax ? input : null,
      ...{ entry, args: [...args], ceiling, memoryBytes, wallMs, femtosecondsPerUnit },
      ...takingUp.asked(errand, asked),
    });
    if (femtosecondsPerUnit === null) rates.find(wish);
  }

  /** Reads it when its turn comes; an errand whose parts are gone ends. */
  function sendPart(
    errand: Errand,
    { nonce, peer }: Attempt,
    part: 'module' | 'input' | 'from',
    read: () => Uint8Array | null,
  ): void {
    const isStill = () => index.byAttempt(nonce) === errand;
    peers.sendBlob(
      peer,
      nonce,
      part,
      () => read() ?? (isStill() && part !== 'from' ? lost(errand) : null),
      () => {
        // The last piece of an attempt that has ended may still go out.
        if (isStill()) onSent(errand);
      },
    );
  }

  /** Asking for it costs a few bytes, and sending it megabytes. */
  function sendModule(errand: Errand, attempt: Attempt): void {
    if (errand.moduleSentFor === attempt.nonce) return;
    errand.moduleSentFor = attempt.nonce;
    sendPart(errand, attempt, 'module', () => source.moduleOf(errand.wish.job));
  }

  function candidatesNow(): Candidate[] {
    return peers.present().map((peer) => ({
      peer,
      ...windows.of(peer, index.countAt(peer.id)),
    }));
  }

  function look(): void {
    if (waiting.isEmpty()) return;
    const candidates = candidatesNow();
    let left = candidates.reduce((sum, { cores, room }) => sum + cores + room, 0);
    waiting.serve(
      (errand, line) => {
        const chosen = chooseCandidate(candidates, (peer) => mayHave(line, errand, peer));
        if (chosen === null) return false;
        const inLine = chosen.cores < 1;
        if (!inLine) chosen.cores -= 1;
        else chosen.room -= 1;
        left -= 1;
        avoidance.asked({ id: errand.id, job: errand.wish.job }, chosen.peer.id);
        const nonce = bytesToHex(random.bytes(16));
        const { id: peer, member } = chosen.peer;
        const from = takingUp.attempt(errand, member);
        const attempt = { nonce, peer, askedAtMs: clock.now(), ...from };
        const femtosecondsPerUnit = rates.known(errand.wish.job);
        happened(errand, { type: 'asked', attempt, femtosecondsPerUnit });
        moving.asked(errand, attempt, inLine);
        return true;
      },
      () => left < 1,
    );
  }

  function mayHave({ job, not, audience }: Line, { id }: Errand, peer: Present): boolean {
    if (not.has(peer.member)) return false;
    if (audience !== null && !audience.has(peer.member)) return false;
    return !avoidance.isAvoided({ id, job }, peer.id);
  }

  return {
    look,
    stop: moving.stop,
    ask,
    sendModule,
    inputFactsOf,
    lookSoon() {
      if (isLookingSoon) return;
      isLookingSoon = true;
      void Promise.resolve().then(() => {
        isLookingSoon = false;
        look();
      });
    },
    sendRate({ progress: { femtosecondsPerUnit } }, { nonce, peer }) {
      if (femtosecondsPerUnit !== null)
        peers.send(peer, { type: 'rate', attempt: nonce, femtosecondsPerUnit });
    },
    sendParts(errand, attempt, needsModule) {
      if (needsModule) sendModule(errand, attempt);
      const { job, slice } = errand.wish;
      const facts = inputFactsOf(errand);
      if (facts !== null && facts.bytes > inlineBytesMax)
        sendPart(errand, attempt, 'input', () => source.inputOf(job, slice));
      if (attempt.from !== undefined)
        sendPart(errand, attempt, 'from', () => takingUp.read(errand));
    },
  };
}
