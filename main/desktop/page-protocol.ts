/**
 * The page comes from `app://common-hours/`, never from a file or the network: so it has an origin of
 * its own, a content security policy with a nonce in each load, and nothing else to reach.
 */
import { randomBytes } from 'node:crypto';
import { protocol } from 'electron';
import type { Session } from 'electron';
import { readPageFile } from '../links/page-files.ts';

const scheme = 'app';
const host = 'common-hours';

/** The origin of every document that may talk to the node. */
export const pageOrigin = `${scheme}://${host}`;

/** Must be called before Electron is ready, once. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Answers the requests of this session's pages with the built page in `dir`. */
export function servePage(session: Session, dir: string): void {
  session.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    if (url.host !== host || request.method !== 'GET') return new Response(null, { status: 404 });
    const nonce = randomBytes(16).toString('base64');
    const { status, headers, body } = await readPageFile(dir, url.pathname, nonce);
    return new Response(body, { status, headers });
  });
}

/** To put text into the clipboard, when somebody presses Copy; never to read it. */
const copying = 'clipboard-sanitized-write';

/**
 * Takes everything else from the session: every request that would leave this machine, every
 * permission but one, every device. The page asks its node, and its node asks the world.
 */
export function sealSession(session: Session): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOwn(details.url) });
  });
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === copying);
  });
  session.setPermissionCheckHandler((_contents, permission) => permission === copying);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false); // it would fetch dictionaries
}

/** Pictures and downloads are made of bytes that the page holds already: `blob:` and `data:`. */
function isOwn(url: string): boolean {
  return ['blob:', 'data:', 'devtools:', `${pageOrigin}/`].some((start) => url.startsWith(start));
}
