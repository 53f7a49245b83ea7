import { vi } from 'vitest';

/** Waits until the assertion holds; the limit is generous because a busy machine is no bug. */
export function until(assertion: () => void): Promise<void> {
  return vi.waitFor(assertion, { timeout: 45_000, interval: 10 });
}
