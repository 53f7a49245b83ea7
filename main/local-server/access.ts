/**
 * Who may talk to the local server. Any program and any web page on this machine can reach its port,
 * so that a request has to show three things: it was meant for this server (Host), no foreign page
 * sent it (Origin), and its sender could read a file that only the owner of the node can read.
 *
 * That file holds the access token. A browser gets it once, in the address that the node prints, and
 * has it exchanged for a cookie that no script can read. The cookie is not the token but is derived
 * from it: cookies are kept per host and not per port, so that every server on this machine is sent
 * ours, and the command line's key must not be among them. Its name holds the port, or two nodes on one
 * machine would log each other out. It outlives a restart of the node, as the token does.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as fs from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';

/** What a request lacks. The order is the precedence. */
export type AccessRefusal = 'foreign_host' | 'foreign_origin' | 'no_access';

export interface Access {
  /** Null for a request that may pass. */
  check(request: IncomingMessage, kind: 'page' | 'link'): AccessRefusal | null;
  /** The cookie for whoever shows the token, or null for a wrong one. */
  exchange(token: string): string | null;
}

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** The token of a data folder: 32 bytes as base64url, made at first use and readable by its owner only. */
export function loadToken(dataFolder: string): Result<string, Refusal<'data_folder_unwritable'>> {
  const file = join(dataFolder, 'access-token');
  try {
    const kept = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
    if (tokenPattern.test(kept)) {
      fs.chmodSync(file, 0o600);
      return ok(kept);
    }
    const token = randomBytes(32).toString('base64url');
    fs.rmSync(file, { force: true });
    fs.writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
    return ok(token);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return refuse('data_folder_unwritable', `The access token cannot be kept: ${why}`);
  }
}

export function createAccess(token: string, port: number): Access {
  const hosts: readonly string[] = [`127.0.0.1:${port}`, `localhost:${port}`];
  const cookieName = `common-hours-${port}`;
  const cookieValue = createHmac('sha256', token).update(cookieName).digest('base64url');

  function hasCookie(request: IncomingMessage): boolean {
    const given = (request.headers.cookie ?? '').split(';').map((each) => each.trim());
    return given.some((each) => isSame(each, `${cookieName}=${cookieValue}`));
  }
  return {
    check(request, kind) {
      const { host, origin, authorization } = request.headers;
      // A page of another name that resolves to this machine sends that name (DNS rebinding).
      if (host === undefined || !hosts.includes(host)) return 'foreign_host';
      if (origin !== undefined && origin !== `http://${host}`) return 'foreign_origin';
      if (authorization !== undefined) {
        return isSame(authorization, `Bearer ${token}`) ? null : 'no_access';
      }
      if (!hasCookie(request)) return 'no_access';
      // Every browser names the origin of a page that opens a WebSocket.
      return kind === 'link' && origin === undefined ? 'foreign_origin' : null;
    },
    exchange(given) {
      if (!isSame(given, token)) return null;
      return `${cookieName}=${cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
    },
  };
}

/** Takes as long for a near miss as for any other text of that length. */
function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
