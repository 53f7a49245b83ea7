import { useEffect, useState } from 'react';

interface Drawn<Value> {
  readonly value: Value;
  /** The node has taken it, and will say so. */
  readonly isTaken: boolean;
}

/**
 * What the person chose, shown at once and until the node says what holds: what is chosen next begins from it and not
 * from what held before. `draw` is given the choice and the node's answer whether it was taken.
 */
export function useDrawn<Value>(
  held: Value,
): readonly [shown: Value, draw: (next: Value, answer: Promise<boolean>) => void] {
  const [drawn, setDrawn] = useState<Drawn<Value> | null>(null);
  const said = JSON.stringify(held);
  useEffect(() => {
    setDrawn((present) =>
      present === null || present.isTaken || JSON.stringify(present.value) === said
        ? null
        : present,
    );
  }, [said]);

  function draw(value: Value, answer: Promise<boolean>): void {
    setDrawn({ value, isTaken: false });
    void answer.then((isTaken) => {
      setDrawn((present) => {
        if (present?.value !== value) return present;
        return isTaken ? { value, isTaken } : null;
      });
    });
  }

  return [drawn === null ? held : drawn.value, draw];
}
