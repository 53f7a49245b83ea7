/**
 * Paying for pieces, as this process does it: the engine (main/engine/downloads) with its file, its clock and what
 * serving takes here; the turns in which requests are answered; and what the node says and hears of it.
 *
 * Where the disk cannot keep what is to be signed, nothing is signed: it is tried again at the engine's next repeat,
 * and nobody gets more than may be unpaid meanwhile.
 */
import { waitingMax } from '../../../shared/api/release-files-contract.ts';
import type {
  releaseFilesContract,
  WaitingView,
} from '../../../shared/api/release-files-contract.ts';
import type { Handlers } from '../../../shared/api/handlers.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import { counterCodec } from '../../../shared/ledger/record.ts';
import type {
  AboutRelease,
  Paying,
  PayingPorts,
  PayMachine,
} from '../../engine/downloads/contract.ts';
import { createPaying } from '../../engine/downloads/paying.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { cryptography } from '../cryptography.ts';
import type { NodeKeys } from '../keys.ts';
import type { Giving } from './giving.ts';
import type { PayFile } from './pay-file.ts';
import { createServingCost } from './serving-cost.ts';
import { createShownCounters } from './shown-counters.ts';
import { createPieceTurns } from './piece-turns.ts';
import type { PieceTurns } from './piece-turns.ts';

type Claimed = PayingPorts['claimed'];
type Files = Handlers<typeof releaseFilesContract>['files'];

export interface PayingHere {
  /** Never throws. */
  readonly paying: Paying;
  /** Whether nothing is owed to a machine for so many pieces; nothing ever is to another one of this member. */
  isPaid(about: AboutRelease, machine: PayMachine, pieces: number): boolean;
  readonly turns: PieceTurns;
  readonly handlers: Pick<Files, 'terms' | 'allow' | 'counters' | 'settled'>;
  waiting(): WaitingView[];
  hasCounters(): boolean;
  /** So many bytes went out or came in. */
  passed(bytes: number): void;
  /** Files are being made ready: what the processor does says nothing about serving. */
  setBusy(isBusy: () => boolean): void;
  /** Is told when it shows differently. */
  onChange(listener: () => void): void;
  /** Who counts what came of a release. The answer ends it. */
  onClaim(about: AboutRelease, listener: (...given: TailOf<Claimed>) => void): () => void;
  close(): void;
}

type TailOf<Call> = Call extends (first: never, ...rest: infer Rest) => unknown ? Rest : never;

export interface PayingHereParts {
  readonly keys: NodeKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly file: Pick<PayFile, 'book'>;
  readonly give: Giving;
}

export function createPayingHere(parts: PayingHereParts): PayingHere {
  const { keys, clock, log, file, give } = parts;
  const mine = bytesToHex(keys.member);
  const claims = new Map<string, (...given: TailOf<Claimed>) => void>();
  const ratings = new Map<string, number>();
  let isTold = false;
  let hasChanged = () => {};
  let isBusy = () => false;
  const cost = createServingCost({
    spent() {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    elapsed: () => clock.elapsed(),
    isBusy: () => isBusy(),
  });

  /** What cannot be kept is not said; the engine says it again. */
  function safely<Value>(action: () => Value, otherwise: Value): Value {
    try {
      return action();
    } catch (cause) {
      log.warn('What was to be signed for a download could not be kept.', cause);
      return otherwise;
    }
  }

  const engine = createPaying({
    ...{ keys, cryptography, log, book: file.book },
    clock: {
      now: () => clock.now(),
      elapsed: () => clock.elapsed(),
      after: (ms, action) => clock.after(ms, () => safely(action, undefined)),
    },
    changed() {
      if (isTold) return;
      isTold = true;
      queueMicrotask(() => {
        isTold = false;
        turns.pump();
        counters.update();
        hasChanged();
      });
    },
    claimed: (about, ...given) => claims.get(keyOf(about))?.(...given),
  });
  const paying: Paying = {
    ...engine,
    met: (...given) => safely(() => engine.met(...given), undefined),
    left: (...given) => safely(() => engine.left(...given), undefined),
    heard: (...given) => safely(() => engine.heard(...given), true),
    arrived: (...given) => safely(() => engine.arrived(...given), undefined),
    again: (...given) => safely(() => engine.again(...given), undefined),
    gave: (...given) => safely(() => engine.gave(...given), undefined),
    settled: (...given) => safely(() => engine.settled(...given), undefined),
    allow: (...given) => safely(() => engine.allow(...given), undefined),
    terms: (...given) => safely(() => engine.terms(...given), undefined),
  };
  const turns = createPieceTurns({ room: paying.room, gave: paying.gave, give });
  const counters = createShownCounters(paying.open, clock, () => hasChanged());

  return {
    ...{ paying, turns },
    handlers: {
      counters: counters.topic,
      terms({ community, startsAtMs, epochMs, pieceMost, ratingMilli }) {
        ratings.set(community, ratingMilli);
        paying.terms(community, { calendar: { startsAtMs, epochMs }, pieceMost });
        return ok({});
      },
      allow({ community, release, member, refusal }) {
        paying.allow({ community, release }, member, refusal);
        return ok({});
      },
      settled({ community, body }) {
        const read = counterCodec.decode(body);
        if (read !== null) paying.settled(community, read);
        return ok({});
      },
    },
    isPaid: (about, { member, device }, pieces) =>
      member === mine || paying.paidTo(about, device) >= pieces,
    waiting: () =>
      paying
        .waiting()
        .slice(0, waitingMax)
        .map(({ community, release, member, device }) => ({ community, release, member, device })),
    hasCounters: counters.hasAny,
    passed(bytes) {
      const each = cost.passed(bytes, Math.max(1, ...ratings.values()));
      if (each !== null) paying.served(each);
    },
    setBusy(next) {
      isBusy = next;
    },
    onChange(listener) {
      hasChanged = listener;
    },
    onClaim(about, listener) {
      claims.set(keyOf(about), listener);
      return () => claims.delete(keyOf(about));
    },
    close() {
      paying.stop();
      counters.close();
    },
  };
}

function keyOf({ community, release }: AboutRelease): string {
  return `${community} ${release}`;
}
