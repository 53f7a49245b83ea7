/** The records of one certified height from those who still have them, for an audit that keeps nothing. */
import type { FetchSet } from './audit.ts';
import type { Neighbour } from './neighbours.ts';
import type { Sets } from './sets.ts';

/**
 * `sets` is one of its own: what an audit looks at must not push out the proposals that witnesses ask about. Whom is
 * asked first changes from height to height, so that one neighbour does not carry all of it.
 */
export function createSetFetch(
  sets: Pick<Sets, 'assemble'>,
  neighbours: () => readonly Neighbour[],
): FetchSet {
  return ({ height, setRoot: root, setCount: count }) =>
    new Promise((resolve) => {
      let isDone = false;
      let stop = () => undefined as void;
      const done: (records: Awaited<ReturnType<FetchSet>>) => void = (records) => {
        isDone = true;
        stop();
        resolve(records);
      };
      stop = sets.assemble({
        ...{ height, root, count },
        sources: () => sourcesOf(neighbours(), height),
        complete: done,
        nowhere() {
          done(null);
        },
      });
      if (isDone) stop();
    });
}

function sourcesOf(neighbours: readonly Neighbour[], height: number): readonly Neighbour[] {
  const able = neighbours.filter((each) => each.height >= height);
  const first = height % Math.max(1, able.length);
  return [...able.slice(first), ...able.slice(0, first)];
}
