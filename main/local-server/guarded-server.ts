/**
 * The local server: the built page and the WebSocket link, for the person at this machine only.
 * `access.ts` says who that is. Nothing is sent to anybody else but one plain sentence.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { linkPath } from '../../shared/api/link.ts';
import type { Link } from '../../shared/api/link.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { Log } from '../engine/ports.ts';
import { contentSecurityPolicy, readPageFile } from '../links/page-files.ts';
import { createWebSocketLink, webSocketOptions } from '../links/websocket-link.ts';
import { createAccess, loadToken } from './access.ts';
import type { Access, AccessRefusal } from './access.ts';
import { keepLastPort, readLastPort } from './last-port.ts';
import { removeNodeFile, writeNodeFile } from './node-file.ts';
import type { NodeFile } from './node-file.ts';

/** An `import` of it would also load its WebSocket client, which is another 8 MB of a node at rest. */
const { createServer } = process.getBuiltinModule('node:http');

export interface GuardedServerOptions {
  /** The built page. */
  readonly pageDir: string;
  /** 0 for any free one: that of the last time where it is. */
  readonly port: number;
  /** Holds the access token, and tells the command line where this server is. */
  readonly dataFolder: string;
  readonly log: Log;
  /** A page or a command line of the owner has opened a link. */
  onLink(link: Link): void;
}

export interface HttpServer {
  /** The address to print: it holds the access token. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export type HttpServerRefusal = Refusal<
  'port_busy' | 'port_refused' | 'port_out_of_range' | 'data_folder_unwritable'
>;

/** Pages and command lines at the same time. */
const linksMax = 32;
const connectionsMax = 256;
/** For a request to arrive whole: whoever sends it slower holds a connection for nothing. */
const requestWithinMs = 10_000;
/** Looked at also while there are no connections, which wakes a node at rest. */
const lookForLateEveryMs = 15_000;

/** Listens on 127.0.0.1; refused with a sentence when the port or the data folder cannot be had. */
export async function createGuardedServer(
  options: GuardedServerOptions,
): Promise<Result<HttpServer, HttpServerRefusal>> {
  const token = loadToken(options.dataFolder);
  if (!token.ok) return token;
  const server = createServer({
    headersTimeout: requestWithinMs,
    requestTimeout: requestWithinMs,
    connectionsCheckingInterval: lookForLateEveryMs,
  });
  server.maxConnections = connectionsMax;
  const listening = await listenAsAsked(server, options);
  if (!listening.ok) return listening;

  const port = listening.value;
  const access = createAccess(token.value, port);
  server.on('request', (request, response) => {
    respond(options, access, request, response).catch((cause: unknown) => {
      options.log.warn('A request to the local server failed.', cause);
      response.destroy();
    });
  });
  const links = acceptLinks(server, options, access);

  const url = `http://127.0.0.1:${port}/?token=${token.value}`;
  const node: NodeFile = { url, port, token: token.value, pid: process.pid };
  const close = async () => {
    removeNodeFile(options.dataFolder, node);
    for (const socket of links.clients) socket.terminate();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  };
  const written = writeNodeFile(options.dataFolder, node);
  if (written.ok) return ok({ url, port, close });
  await close();
  return written;
}

/** Any free port is that of the last time, if it is free. */
async function listenAsAsked(
  server: Server,
  { port, dataFolder }: GuardedServerOptions,
): Promise<Result<number, HttpServerRefusal>> {
  if (port !== 0) return listen(server, port);
  const last = readLastPort(dataFolder);
  const again = last === null ? null : await listen(server, last);
  const listening = again?.ok === true ? again : await listen(server, 0);
  if (listening.ok) keepLastPort(dataFolder, listening.value);
  return listening;
}

function listen(server: Server, port: number): Promise<Result<number, HttpServerRefusal>> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const detail = `${port} is no port: give a number from 1 to 65535, or 0 for any free one.`;
    return Promise.resolve(refuse('port_out_of_range', detail));
  }
  return new Promise((resolve) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') {
        const detail = `Port ${port} is taken by another program: choose another, or 0 for any free one.`;
        resolve(refuse('port_busy', detail));
      } else {
        const detail = `Port ${port} cannot be opened (${cause.message}): choose another, or 0 for any free one.`;
        resolve(refuse('port_refused', detail));
      }
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(ok((server.address() as AddressInfo).port));
    });
  });
}

const refusals: Readonly<
  Record<AccessRefusal, { readonly status: number; readonly title: string; readonly text: string }>
> = {
  foreign_host: {
    status: 421,
    title: 'Misdirected Request',
    text: 'This address does not belong to a Common Hours node.',
  },
  foreign_origin: {
    status: 403,
    title: 'Forbidden',
    text: 'Another page may not use this Common Hours node.',
  },
  no_access: {
    status: 401,
    title: 'Unauthorized',
    text:
      'Only the owner of this node may open it. Open the address that the node printed, ' +
      'or run `common-hours status`.',
  },
};

async function respond(
  options: GuardedServerOptions,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const base = 'http://127.0.0.1';
  const target = request.url ?? '/';
  const url = URL.canParse(target, base) ? new URL(target, base) : null;
  const given = url?.searchParams.get('token') ?? null;
  const refused = access.check(request, 'page');

  if (refused !== null && (refused !== 'no_access' || given === null)) {
    say(response, refusals[refused].status, refusals[refused].text);
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    say(response, 405, 'This node answers only GET.', { allow: 'GET, HEAD' });
  } else if (url === null) {
    say(response, 400, 'This is no address.');
  } else if (given !== null) {
    exchange(access, url, given, response);
  } else {
    const nonce = randomBytes(16).toString('base64');
    const file = await readPageFile(options.pageDir, url.pathname, nonce);
    const isUnbuilt = url.pathname === '/' && file.status === 404;
    if (isUnbuilt) say(response, 503, 'The page is not built: run `npm run build` and reload.');
    else response.writeHead(file.status, file.headers).end(file.body);
  }
}

/** Gives the cookie for the token, and sends the browser to the address without it. */
function exchange(access: Access, url: URL, token: string, response: ServerResponse): void {
  const cookie = access.exchange(token);
  if (cookie === null) {
    say(response, refusals.no_access.status, refusals.no_access.text);
    return;
  }
  // Two slashes at the start would name another host.
  const location = url.pathname.replace(/^\/+/, '/');
  say(response, 303, 'See the address without the token.', { location, 'set-cookie': cookie });
}

function say(
  response: ServerResponse,
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const page =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Common Hours</title></head>' +
    `<body><main><h1>Common Hours</h1><p>${sentence}</p></main></body></html>\n`;
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(randomBytes(16).toString('base64')),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      ...headers,
    })
    .end(page);
}

function acceptLinks(
  server: Server,
  options: GuardedServerOptions,
  access: Access,
): WebSocketServer {
  const links = new WebSocketServer({ noServer: true, ...webSocketOptions });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refused = access.check(request, 'link');
    if (refused !== null) {
      turnAway(socket, refusals[refused]);
    } else if (request.url !== linkPath) {
      turnAway(socket, { status: 404, title: 'Not Found', text: `The link is at ${linkPath}.` });
    } else if (links.clients.size >= linksMax) {
      const text = `This node serves ${linksMax} pages and command lines already.`;
      turnAway(socket, { status: 503, title: 'Service Unavailable', text });
    } else {
      links.handleUpgrade(request, socket, head, (opened) => {
        options.onLink(createWebSocketLink(opened));
      });
    }
  });
  return links;
}

function turnAway(
  socket: Duplex,
  why: { readonly status: number; readonly title: string; readonly text: string },
): void {
  // The other side may never close its half.
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${why.status} ${why.title}`,
      'connection: close',
      'content-type: text/plain; charset=utf-8',
      `content-length: ${Buffer.byteLength(why.text)}`,
      '',
      why.text,
    ].join('\r\n'),
  );
}
