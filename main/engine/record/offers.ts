/**
 * This member's own offers of stake (rules R10). Their texts are on the disk before their seals are anywhere else,
 * because only this machine can open them; it does so by itself when the certified state says that it is time, once,
 * and again only where that record was lost with a key that was given up.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { offerFault } from '../../../shared/ledger/market-claims.ts';
import { isSealing, roundOfEpoch } from '../../../shared/ledger/market-draft.ts';
import { sealOf } from '../../../shared/ledger/offer-seal.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import { isCertifiable } from '../../../shared/ledger/verdict.ts';
import { readMarketNotes } from '../../../shared/stake/market-notes.ts';
import { isOfferRefusal } from '../../../shared/stake/market.ts';
import type { Offer } from '../../../shared/stake/market.ts';
import type { Candidate } from './chain.ts';
import type { Draft } from './contract.ts';
import { decodeKeptOffer, encodeKeptOffer } from './kept-offer.ts';
import type { KeptOffer } from './kept-offer.ts';
import { readKeptSeals } from './kept-seals.ts';
import type { Pool } from './pool.ts';
import type { RecordPorts, RecordStore } from './ports.ts';
import type { SealedOffer, StakeKeeping } from './stake-keeping.ts';

export interface Offers extends Pick<StakeKeeping, 'seal' | 'withdraw' | 'sealed'> {
  /** A height was closed here: what it says of own offers is kept. */
  closed(candidate: Candidate): void;
  /** Opens what may be opened, and sees what is over. */
  look(): void;
}

export interface OfferPorts extends Pick<RecordPorts, 'clock' | 'random' | 'cryptography' | 'log'> {
  readonly community: Uint8Array;
  /** The member key of whoever runs this machine. */
  readonly member: Uint8Array;
  readonly store: RecordStore;
  readonly state: () => LedgerState;
  readonly pool: Pool;
  /** The epoch by this clock. */
  readonly epochNow: () => number;
  readonly author: (draft: Draft) => Result<{ readonly id: Uint8Array }, Refusal>;
  /** Whether this copy of the record was compared with others and is not behind them. */
  readonly mayWrite: () => boolean;
}

/** Offers that are over are remembered for whoever made them, as many as this. */
const overMax = 200;

export function createOffers(ports: OfferPorts): Offers {
  const { store, state, pool, clock, random, cryptography, community } = ports;
  const member = bytesToHex(ports.member);
  const rows = store.keptOffers().map(({ seal, offer }) => [seal, offer] as const);
  const kept = readKeptSeals('offer', rows, decodeKeptOffer, ports.log);

  function keep(seal: string, offer: KeptOffer): void {
    kept.set(seal, offer);
    store.keepOffer(seal, encodeKeptOffer(offer));
  }

  function seal(offer: Offer): Result<{ readonly id: string }, Refusal> {
    const fault = offerFault(offer);
    if (fault !== null) return refuse('bad_offer', fault);
    const salt = random.bytes(32);
    const about = { community, salt, offer, member };
    const name = bytesToHex(sealOf(about, cryptography.hash));
    const round = roundFor(state(), ports.epochNow());
    const fresh: KeptOffer = {
      ...{ offer, salt, round, placedAtMs: BigInt(clock.now()), id: null, opening: null },
      ...{ isSealCertified: 'no', isWithdrawn: 'no', isOver: 'no', refusal: null },
    };
    keep(name, fresh);
    const written = ports.author({ kind: 'seal', body: { round, seal: name } });
    if (!written.ok) {
      forget(name);
      return written;
    }
    const id = bytesToHex(written.value.id);
    keep(name, { ...fresh, id });
    return ok({ id });
  }

  function forget(name: string): void {
    kept.delete(name);
    store.forgetOffer(name);
  }

  function withdraw(id: string): Result<{ readonly id: string }, Refusal> {
    const written = ports.author({ kind: 'withdrawal', body: { offer: id } });
    if (!written.ok) return written;
    const own = [...kept].find(([, each]) => each.id === id);
    if (own !== undefined) keep(own[0], { ...own[1], isWithdrawn: 'yes' });
    return ok({ id: bytesToHex(written.value.id) });
  }

  function closed({ folded: { verdicts } }: Candidate): void {
    for (const [name, each] of open()) {
      const own = [each.opening, each.id].flatMap((id) => verdicts.get(id ?? '') ?? []);
      // Of a record that may not be certified yet, the fold says so as well.
      const verdict = own.find(isCertifiable);
      if (verdict === undefined) continue;
      const failure = verdict.verdict === 'without_effect' ? verdict.name : null;
      const refusal = failure !== null && isOfferRefusal(failure) ? failure : null;
      const isOver = failure === null ? 'no' : 'yes';
      keep(name, { ...each, isSealCertified: 'yes', isOver, refusal });
    }
  }

  function open(): readonly (readonly [string, KeptOffer])[] {
    return [...kept].filter(([, { isOver }]) => isOver === 'no');
  }

  function look(): void {
    if (!ports.mayWrite()) return;
    for (const [name, each] of open()) follow(name, each);
    const over = [...kept].filter(([, { isOver }]) => isOver === 'yes');
    over.sort(([, a], [, b]) => Number(b.placedAtMs - a.placedAtMs));
    for (const [name] of over.slice(overMax)) forget(name);
  }

  function follow(name: string, given: KeptOffer): void {
    const each = given.id === null ? named(name, given) : given;
    const { id, opening } = each;
    if (id === null) {
      forget(name);
      return;
    }
    const { market } = state();
    const commitment = market.commitments.get(id);
    if (commitment === undefined) {
      const isWaiting = pool.get(id) !== null || market.offers.has(id);
      if (!isWaiting) keep(name, { ...each, isOver: 'yes' });
      else if (each !== given) keep(name, each);
      return;
    }
    const { round } = commitment;
    const isCertified = each.isSealCertified === 'yes';
    const now: KeptOffer = { ...each, round, isSealCertified: 'yes' };
    if (each !== given || !isCertified || round !== each.round) keep(name, now);
    const isTime = round === market.round && !isSealing(state().epoch + 1, state().parameters);
    const isSent = opening !== null && pool.get(opening) !== null;
    if (isTime && !isSent && each.isWithdrawn === 'no') sendOpening(name, now, id);
  }

  function sendOpening(name: string, each: KeptOffer, id: string): void {
    const waits = pool
      .records()
      .find((record) => record.kind === 'opening' && record.body.commitment === id);
    const { salt, offer } = each;
    const body = { member, commitment: id, seal: name, salt, offer };
    const written = waits === undefined ? ports.author({ kind: 'opening', body }) : ok(waits);
    if (written.ok) keep(name, { ...each, opening: bytesToHex(written.value.id) });
  }

  /** A machine that stopped between writing the seal and keeping its id finds it where it waits or stands. */
  function named(name: string, each: KeptOffer): KeptOffer {
    for (const [id, { seal: sealed }] of state().market.commitments) {
      if (sealed === name) return { ...each, id };
    }
    const waits = pool
      .records()
      .find((record) => record.kind === 'seal' && record.body.seal === name);
    return waits === undefined ? each : { ...each, id: bytesToHex(waits.id) };
  }

  return {
    seal,
    withdraw,
    sealed: () => [...kept.values()].flatMap(shown),
    closed,
    look,
  };
}

/** The round whose sealing is under way by this clock, or else the one after it; never one that is over. */
function roundFor({ epoch, market, parameters }: LedgerState, epochNow: number): number {
  const byClock = roundOfEpoch(epochNow, parameters) + (isSealing(epochNow, parameters) ? 0 : 1);
  const least = market.round + (isSealing(epoch + 1, parameters) ? 0 : 1);
  return Math.min(Math.max(byClock, least), market.round + 1);
}

function shown(kept: KeptOffer): readonly SealedOffer[] {
  const { id, offer, round, placedAtMs, opening, refusal } = kept;
  if (id === null) return [];
  return [
    {
      ...{ id, offer, round, refusal, placedAtMs: Number(placedAtMs) },
      isSealCertified: kept.isSealCertified === 'yes',
      isOpeningSent: opening !== null,
      isOver: kept.isOver === 'yes',
      isWithdrawn: kept.isWithdrawn === 'yes',
    },
  ];
}

/** What a host asks of its own offers and of what is kept of rounds. */
export function stakesOf({ seal, withdraw, sealed }: Offers, store: RecordStore): StakeKeeping {
  return {
    ...{ seal, withdraw, sealed },
    rounds: store.roundNumbers,
    round(number) {
      const text = store.round(number);
      return text === null ? null : { text };
    },
    marketNotes: (from, limit) =>
      store.marketNotes(from, limit).flatMap((notes) => readMarketNotes(notes) ?? []),
  };
}
