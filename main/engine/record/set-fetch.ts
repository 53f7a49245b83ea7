/** The records of one certified height from those who still have them. */
import type { EpochValue } from '../../../shared/ledger/epoch-value.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { Neighbour } from './neighbours.ts';
import type { Sets } from './sets.ts';

/** Calls back once: with ascending records, or with null where nobody who is there has them. */
export type SetFetch = (
  value: Pick<EpochValue, 'height' | 'setRoot' | 'setCount'>,
  done: (records: readonly CheckedRecord[] | null) => void,
) => void;

/**
 * `sets` is one of its own: what is looked at from long ago must not push out the proposals that witnesses ask about.
 * Whom is asked first changes from height to height, so that one neighbour does not carry all of it.
 */
export function createSetFetch(
  sets: Pick<Sets, 'assemble'>,
  neighbours: () => readonly Neighbour[],
): SetFetch {
  return ({ height, setRoot: root, setCount: count }, done) => {
    let isDone = false;
    let stop = () => undefined as void;
    const finish = (records: readonly CheckedRecord[] | null) => {
      if (isDone) return;
      isDone = true;
      stop();
      done(records);
    };
    stop = sets.assemble({
      ...{ height, root, count },
      sources: () => sourcesOf(neighbours(), height),
      complete: finish,
      nowhere() {
        finish(null);
      },
    });
    if (isDone) stop();
  };
}

function sourcesOf(neighbours: readonly Neighbour[], height: number): readonly Neighbour[] {
  const able = neighbours.filter((each) => each.height >= height);
  const first = height % Math.max(1, able.length);
  return [...able.slice(first), ...able.slice(0, first)];
}
