import type { contract } from '../../shared/api/contract.ts';
import type { Handlers } from '../../shared/api/handlers.ts';

/** A running node: what every page, tray and command line of it talks to. */
export interface Engine {
  readonly handlers: Handlers<typeof contract>;
  start(): Promise<void>;
  /** Ends lending at once, writes what must be kept and closes every port. */
  stop(): Promise<void>;
}
