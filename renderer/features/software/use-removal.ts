import { useEffect, useRef, useState } from 'react';
import type { OnShelfView } from '../../../shared/api/software-shape.ts';
import { useCall } from '../../node/node-provider.tsx';

const undoMs = 10_000;

/** A removal that begins only when it can no longer be taken back; leaving the page begins it at once. */
export function useRemoval() {
  const { start, refusal } = useCall((node) => node.software.remove);
  const [pending, setPending] = useState<(OnShelfView & { readonly files: boolean }) | null>(null);
  const waiting = useRef<{ readonly begin: () => void; readonly timer: number } | null>(null);
  const end = (isWanted: boolean) => {
    const now = waiting.current;
    waiting.current = null;
    if (now === null) return;
    clearTimeout(now.timer);
    if (isWanted) now.begin();
  };
  useEffect(
    () => () => {
      end(true);
    },
    [],
  );
  return {
    pending,
    words: pending?.files === true ? 'and its files are removed.' : 'is removed from the list.',
    problem: refusal?.detail ?? null,
    remove(item: OnShelfView, files: boolean) {
      end(true);
      const removed = { ...item, files };
      setPending(removed);
      const begin = () => {
        void start({ community: item.community, release: item.release, files }).then(() => {
          setPending((now) => (now === removed ? null : now));
        });
      };
      const timer = window.setTimeout(() => {
        end(true);
      }, undoMs);
      waiting.current = { begin, timer };
    },
    undo() {
      end(false);
      setPending(null);
    },
  };
}
