import { openLink } from '../link/open-link.ts';
import { createConnection } from './connection.ts';
import type { Connection } from './connection.ts';

/** The connection of this page. A page that is looked at again does not wait for the next attempt. */
export function createPageConnection(): Connection {
  const connection = createConnection({
    openLink,
    now: () => Date.now(),
    after(ms, action) {
      const timer = window.setTimeout(action, ms);
      return () => {
        window.clearTimeout(timer);
      };
    },
  });
  window.addEventListener('online', connection.retry);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.retry();
  });
  return connection;
}
