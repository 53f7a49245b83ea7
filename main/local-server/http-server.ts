import { contract } from '../../shared/api/contract.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import { serve } from '../../shared/api/server.ts';
import type { Result } from '../../shared/base/result.ts';
import type { Clock } from '../engine/ports.ts';
import { createGuardedServer } from './guarded-server.ts';
import type { GuardedServerOptions, HttpServer, HttpServerRefusal } from './guarded-server.ts';

export interface HttpServerOptions extends Omit<GuardedServerOptions, 'onLink'> {
  readonly handlers: Handlers<typeof contract>;
  /** Of the program, for its pages to compare. */
  readonly version: string;
  readonly clock: Pick<Clock, 'after'>;
}

/** Serves the page and answers for the node on every link that the page and the command line open. */
export function createHttpServer(
  options: HttpServerOptions,
): Promise<Result<HttpServer, HttpServerRefusal>> {
  const { handlers, version, clock, ...server } = options;
  return createGuardedServer({
    ...server,
    onLink(link) {
      serve(contract, handlers, link, { version, log: options.log, after: clock.after });
    },
  });
}
