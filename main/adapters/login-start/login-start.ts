/**
 * Starting this node when its person logs in: a port with one implementation for each way in which a system does it.
 * Nothing is switched on but by `set(true)`, which only a person's explicit choice may lead to.
 */
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';

export type LoginStartState = 'on' | 'off' | 'impossible';

export interface LoginStart {
  /** As it stands now, with a sentence that says by what, or why it cannot be. */
  read(): { readonly state: LoginStartState; readonly sentence: string };
  /** Refuses where it is impossible, and where the system does not let it be written. */
  set(on: boolean): Result<null, Refusal<'not_possible' | 'cannot_be_written'>>;
}

/** What is started: a program by its absolute path, and what it is given. */
export interface LoginCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** Where no way is known. */
export function noLoginStart(sentence: string): LoginStart {
  return {
    read: () => ({ state: 'impossible', sentence }),
    set: (on) => (on ? refuse('not_possible', sentence) : ok(null)),
  };
}
