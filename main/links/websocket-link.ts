/** Both Node ends of a WebSocket link: the one of the local server and the one of the command line. */
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { createLinkEnd, linkPath } from '../../shared/api/link.ts';
import type { Link } from '../../shared/api/link.ts';
import { refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';

/** What both ends give to `ws`: a frame that is larger ends the link. */
export const webSocketOptions = {
  maxPayload: limits.apiFrameBytes,
  perMessageDeflate: false,
} as const;

/** Above this the other side reads too slowly for topics. */
const busyBytes = 1024 * 1024;
/** Above this it does not read at all: two of the largest answers wait already. */
const unreadBytesMax = 2 * limits.apiFrameBytes;
/** A node on this machine answers in milliseconds, unless it is stopped. */
const handshakeMs = 10_000;

/** A link over a WebSocket that is open. */
export function createWebSocketLink(socket: WebSocket): Link {
  const end = createLinkEnd({
    send(frame) {
      socket.send(frame);
      if (socket.bufferedAmount > unreadBytesMax) socket.terminate();
    },
    close() {
      socket.close(1000);
    },
    isBusy: () => socket.bufferedAmount > busyBytes,
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) socket.close(1003, 'Only text crosses this link.');
    else end.receive(textOf(data));
  });
  socket.on('close', () => {
    end.ended();
  });
  // A broken socket closes right after; without a listener the error would end the program.
  socket.on('error', () => {
    socket.terminate();
  });
  return end.link;
}

/** Opens the link to the node that listens on this port of this machine. */
export function openWebSocketLink(options: {
  readonly port: number;
  readonly token: string;
}): Promise<Result<Link, Refusal<'not_reachable' | 'not_allowed'>>> {
  const socket = new WebSocket(`ws://127.0.0.1:${options.port}${linkPath}`, {
    ...webSocketOptions,
    handshakeTimeout: handshakeMs,
    headers: { authorization: `Bearer ${options.token}` },
  });
  return new Promise((resolve) => {
    socket.once('open', () => {
      resolve({ ok: true, value: createWebSocketLink(socket) });
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      const status = response.statusCode ?? 0;
      resolve(refuse('not_allowed', `The node refused the access token (status ${status}).`));
    });
    socket.once('error', (cause) => {
      resolve(refuse('not_reachable', `No node answers on port ${options.port}: ${cause.message}`));
    });
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
