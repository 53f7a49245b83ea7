/** Errands, as `contract.ts` says what they are: the service that asks others and pays them. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { attemptOf, errandHasEnded } from '../../../shared/jobs/errand.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { ModuleRates } from '../metering/module-rates.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { createAnswers } from './answers.ts';
import { createAvoidance } from './avoidance.ts';
import { isMeant } from './choose-peer.ts';
import type { ErrandSource, Errands, Whom } from './contract.ts';
import { createCheckpointBook } from './checkpoint-book.ts';
import { createDispatch } from './dispatch.ts';
import { createErrandBook } from './errand-book.ts';
import { createErrandIndex } from './errand-index.ts';
import { newsOf } from './errand-news.ts';
import type { Errand } from './errand.ts';
import { createJobRates } from './job-rates.ts';
import { createLately } from './lately.ts';
import { createPaying } from './paying.ts';
import { createReplies } from './replies.ts';
import { createTakingUp } from './taking-up.ts';
import { whyWaiting } from './why-waiting.ts';

export interface ErrandsParts {
  readonly ports: Pick<
    Ports,
    'clock' | 'random' | 'keys' | 'cryptography' | 'community' | 'work' | 'log'
  >;
  /** Shared with whoever keeps things that must stand or fall with errands. */
  readonly group: GroupCommit;
  readonly peers: Peers;
  readonly ledger: Ledger;
  readonly known: KnownRates;
  readonly moduleRates: ModuleRates;
  readonly source: ErrandSource;
}

/** Reads the errands of earlier starts. Nobody is asked before `start`. */
export function createErrands(parts: ErrandsParts): Errands {
  const { ports, group, peers, ledger, known, moduleRates, source } = parts;
  const { clock, random, log } = ports;
  const { accounts } = ports.community;
  const me = bytesToHex(ports.keys.member);
  const book = createErrandBook({ ports, group });
  const index = createErrandIndex();
  const avoidance = createAvoidance(clock, () => {
    dispatch.asking.lookSoon();
  });
  const answers = createAnswers({ ports, ledger });
  const rates = createJobRates({ source, known, moduleRates, log, onRate });
  const checkpoints = createCheckpointBook(ports, group);
  const takingUp = createTakingUp({ ports, book: checkpoints, peers, source });
  const dispatch = createDispatch({
    ...{ ports, group, book, index, peers, source, avoidance, answers, rates, takingUp },
  });
  const replies = createReplies({
    ...{ clock, peers, source, avoidance, answers, index, dispatch, takingUp },
  });
  const lately = createLately(clock);
  const paying = createPaying({ group, book, ledger, peers, rates, dispatch });

  function onRate(job: string, femtosecondsPerUnit: number): void {
    for (const errand of index.openOf(job)) {
      const isUnderWay = attemptOf(errand.progress.state) !== null;
      if (isUnderWay) dispatch.happened(errand, { type: 'rated', femtosecondsPerUnit });
    }
  }

  /** An errand that is being paid is past stopping. */
  function findOpen(id: string): Errand | null {
    const errand = book.find(id);
    return errand === null || errand.isBeingPaid ? null : errand;
  }

  /** Others of the same slice may have got somebody since it was begun. */
  function meantFor({ not, audience }: Whom, id: string): Whom {
    const errand = book.find(id);
    return { audience, not: errand === null ? not : [...dispatch.barredFrom(errand)] };
  }

  function hasAnybodyFor(
    { job = '', ...wish }: Whom & { readonly job?: string },
    id = '',
  ): boolean {
    const whom = meantFor(wish, id);
    return peers
      .present()
      .some(
        ({ id, member, standing }) =>
          standing.lending && isMeant(whom, member) && !avoidance.isUnwilling(job, id),
      );
  }

  function forget(id: string): void {
    const errand = book.find(id);
    if (errand === null) return;
    if (errand.isBeingPaid) {
      group.write(
        () => undefined,
        () => {
          forget(id);
        },
      );
      return;
    }
    if (!errandHasEnded(errand.progress.state)) dispatch.happened(errand, { type: 'stop' });
    dispatch.forget(errand);
    book.remove(id);
  }

  return {
    begin(wish, isNew) {
      const id = bytesToHex(random.bytes(16));
      dispatch.took(book.add(id, wish, isNew));
      return id;
    },
    pay(id) {
      const errand = findOpen(id);
      if (errand !== null) paying.pay(errand);
    },
    refuse(id, name, reason) {
      const errand = findOpen(id);
      if (errand === null) return;
      if (paying.isSigned(errand)) paying.pay(errand);
      else dispatch.happened(errand, { type: 'refuse', name, reason });
    },
    stop(id) {
      const errand = findOpen(id);
      if (errand === null) return;
      if (paying.isSigned(errand)) paying.pay(errand);
      else dispatch.happened(errand, { type: 'stop' });
    },
    forget,
    distrust: checkpoints.dropOf,
    result(id) {
      const at = book.find(id)?.progress.state.at;
      return at === 'answered' || at === 'paid' ? book.result(id) : null;
    },
    proposal(id) {
      const state = book.find(id)?.progress.state;
      return state?.at === 'answered' ? state.proposal : null;
    },
    *kept() {
      for (const errand of book.all()) {
        yield { id: errand.id, wish: errand.wish, news: newsOf(errand) };
      }
    },
    whyWaiting: ({ job = '', ...whom }, id = '') =>
      whyWaiting({
        present: peers.present(),
        strangers: peers.strangers(),
        isOnRecord: accounts === null || accounts.of(me) !== null,
        whom: meantFor(whom, id),
        isAvoided: (peer) => avoidance.isAvoided({ id, job }, peer),
        declinedAs: (peer) => avoidance.declinedAs(job, peer),
      }),
    hasAnybodyFor,
    mayHaveAnybodyFor: (wish, id = '') =>
      hasAnybodyFor(wish, id) || lately.hadAnybodyFor(meantFor(wish, id)),
    message: replies.message,
    piece: replies.piece,
    arrived(peer) {
      for (const errand of index.at(peer)) dispatch.happened(errand, { type: 'peer_back' });
      dispatch.asking.lookSoon();
    },
    left(peer) {
      lately.left(peer);
      dispatch.left(peer);
    },
    standingChanged(peer) {
      lately.stood(peer, peers.find(peer)?.standing.lending ?? false);
      dispatch.stood(peer);
    },
    start() {
      for (const errand of book.all()) dispatch.took(errand);
      checkpoints.keepOnly((id) => {
        const errand = book.find(id);
        return errand !== null && !errandHasEnded(errand.progress.state);
      });
      dispatch.start();
    },
    stopAll() {
      dispatch.stop();
      avoidance.stop();
      rates.stop();
      group.flush();
    },
  };
}
