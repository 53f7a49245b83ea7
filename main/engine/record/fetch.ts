/** Asks neighbours for records by their ids, page after page, as many at a time as the protocol allows. */
import { recordsPerQuestion } from '../../../shared/peers/record-protocol.ts';
import type { Neighbour } from './neighbours.ts';

/** Where records go that were asked for. */
export interface Sink {
  /** Looked at right before the question: what came meanwhile from elsewhere is left out. */
  wants(id: Uint8Array): boolean;
  came(records: readonly Uint8Array[]): void;
  /** Everything was answered, or the neighbour answers no more. */
  ended(): void;
}

export interface Fetcher {
  /** False when too much is asked of this neighbour already: nothing was done. */
  fetch(neighbour: Neighbour, ids: readonly Uint8Array[], sink: Sink): boolean;
  left(neighbour: Neighbour): void;
}

interface Errand {
  ids: readonly Uint8Array[];
  readonly sink: Sink;
  underWay: number;
}

/** Errands of one neighbour, and ids in all of them: a whole set, and what is announced meanwhile. */
const errandsMax = 64;
const idsMax = 150_000;

export function createFetcher(): Fetcher {
  const errands = new Map<Neighbour, Errand[]>();

  function pump(neighbour: Neighbour): void {
    for (;;) {
      const errand = errands.get(neighbour)?.find(({ ids }) => ids.length > 0);
      if (errand === undefined || !neighbour.link.canAsk('askRecords')) return;
      const ids = take(errand);
      if (ids.length > 0) ask(neighbour, errand, ids);
      else if (errand.underWay === 0) end(neighbour, errand);
    }
  }

  /** The next page of what is still wanted. */
  function take(errand: Errand): readonly Uint8Array[] {
    const page: Uint8Array[] = [];
    let position = 0;
    for (; position < errand.ids.length && page.length < recordsPerQuestion; position++) {
      const id = errand.ids[position];
      if (id !== undefined && errand.sink.wants(id)) page.push(id);
    }
    errand.ids = errand.ids.slice(position);
    return page;
  }

  function ask(neighbour: Neighbour, errand: Errand, ids: readonly Uint8Array[]): void {
    errand.underWay += 1;
    neighbour.link.ask({ kind: 'askRecords', ids }, (answer) => {
      errand.underWay -= 1;
      if (answer?.kind === 'records') {
        const answered = answer.records.length + answer.missing.length;
        // An answer with nothing in it is not followed by the same question.
        if (answered > 0) errand.ids = [...ids.slice(answered), ...errand.ids];
        errand.sink.came(answer.records);
      } else errand.ids = [];
      if (errand.ids.length === 0 && errand.underWay === 0) end(neighbour, errand);
      pump(neighbour);
    });
  }

  function end(neighbour: Neighbour, errand: Errand): void {
    const left = (errands.get(neighbour) ?? []).filter((each) => each !== errand);
    if (left.length > 0) errands.set(neighbour, left);
    else errands.delete(neighbour);
    errand.sink.ended();
  }

  return {
    fetch(neighbour, ids, sink) {
      const own = errands.get(neighbour) ?? [];
      const waiting = own.reduce((sum, errand) => sum + errand.ids.length, ids.length);
      if (own.length >= errandsMax || waiting > idsMax) return false;
      errands.set(neighbour, [...own, { ids, sink, underWay: 0 }]);
      pump(neighbour);
      return true;
    },
    left(neighbour) {
      const own = errands.get(neighbour) ?? [];
      errands.delete(neighbour);
      for (const errand of own) {
        errand.ids = [];
        if (errand.underWay === 0) errand.sink.ended();
      }
    },
  };
}
