/**
 * A gate for slices that follow each other on one thread: those of one lane take one place together, from the first
 * until the last. Where somebody waits outside, those who come later wait behind them.
 */
import type { Gate } from './gate.ts';

export interface LaneGate {
  /** As `Gate.enter`; without a lane each takes a place of its own. */
  enter(signal: AbortSignal, lane: number | undefined): Promise<(() => void) | null>;
}

interface Place {
  count: number;
  isFree: boolean;
  readonly entered: Promise<(() => void) | null>;
}

/** `closing` ends all waits. */
export function createLaneGate(gate: Gate, closing: AbortSignal): LaneGate {
  const places = new Map<number, Place>();

  function placeOf(lane: number): Place {
    const place: Place = { count: 0, isFree: false, entered: gate.enter(closing) };
    places.set(lane, place);
    void place.entered.then((leave) => {
      place.isFree = leave !== null;
    });
    return place;
  }

  function leave(lane: number, place: Place): void {
    place.count -= 1;
    if (place.count > 0) return;
    if (places.get(lane) === place) places.delete(lane);
    void place.entered.then((goOut) => goOut?.());
  }

  return {
    async enter(signal, lane) {
      const known = lane === undefined ? undefined : places.get(lane);
      const mustWait = known !== undefined && gate.waiting() > 0;
      if (lane === undefined || mustWait) return gate.enter(signal);
      const place = known ?? placeOf(lane);
      place.count += 1;
      const isIn = place.isFree || (await orAborted(place.entered, signal));
      if (isIn) {
        return () => {
          leave(lane, place);
        };
      }
      leave(lane, place);
      return null;
    },
  };
}

async function orAborted(entered: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  const unwanted = Promise.withResolvers<null>();
  const onAbort = () => {
    unwanted.resolve(null);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const isIn = (await Promise.race([entered, unwanted.promise])) !== null;
  signal.removeEventListener('abort', onAbort);
  return isIn;
}
