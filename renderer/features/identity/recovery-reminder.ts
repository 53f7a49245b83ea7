import { useState } from 'react';
import { useNow } from '../app/use-now.ts';
import { useIdentity } from '../app/views.ts';

const key = 'common-hours.recovery-reminder';
const dayMs = 86_400_000;
/** Nobody is reminded on the first days, nor again within a week. */
const firstAfterMs = 3 * dayMs;
const againAfterMs = 7 * dayMs;

/** Whether to remind of the recovery file that was never saved, and how to put that off: for a week, or for good. */
export function useRecoveryReminder(): {
  readonly isDue: boolean;
  readonly later: () => void;
  readonly never: () => void;
} {
  const identity = useIdentity();
  const now = useNow();
  const [notBefore, setNotBefore] = useState(readNotBefore);
  const putOff = (until: number) => {
    localStorage.setItem(key, String(until));
    setNotBefore(until);
  };
  const { savedAtMs = null, sinceMs = null } = identity ?? {};
  const isNever = savedAtMs === null && sinceMs !== null && now - sinceMs > firstAfterMs;
  return {
    isDue: isNever && now >= notBefore,
    later: () => {
      putOff(Date.now() + againAfterMs);
    },
    never: () => {
      putOff(Number.MAX_SAFE_INTEGER);
    },
  };
}

function readNotBefore(): number {
  const stored = Number(localStorage.getItem(key));
  return Number.isSafeInteger(stored) ? stored : 0;
}
