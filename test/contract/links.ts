/** Every kind of link between a node and its page, as two ends that a test holds. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createGuardedServer } from '../../main/local-server/guarded-server.ts';
import { linkChannel, listenToWindow } from '../../main/links/electron-link.ts';
import type { WindowMessage } from '../../main/links/electron-link.ts';
import { openWebSocketLink } from '../../main/links/websocket-link.ts';
import { openBridgeLink } from '../../renderer/link/bridge-link.ts';
import { openWebSocketLink as openPageLink } from '../../renderer/link/web-socket-link.ts';
import { createLinkEnd, createMemoryLinks } from '../../shared/api/link.ts';
import type { Link } from '../../shared/api/link.ts';
import { assert } from '../../shared/base/assert.ts';

export interface LinkPair {
  readonly page: Link;
  readonly node: Link;
  close(): Promise<void>;
}

export const linkKinds: Readonly<Record<string, () => Promise<LinkPair>>> = {
  memory: async () => {
    const [page, node] = createMemoryLinks();
    return { page, node, close: async () => page.close() };
  },
  'message port': async () => {
    const { port1, port2 } = new MessageChannel();
    const [page, node] = [portLink(port1), portLink(port2)];
    return { page, node, close: async () => page.close() };
  },
  'websocket of the page': openPagePair,
  'websocket of the command line': openCommandLinePair,
  electron: openElectronPair,
};

function portLink(port: MessagePort): Link {
  const end = createLinkEnd({
    send: (frame) => port.postMessage(frame),
    close: () => port.close(),
  });
  port.on('message', (frame: unknown) => {
    assert(typeof frame === 'string', 'only strings cross a link');
    end.receive(frame);
  });
  port.on('close', end.ended);
  return end.link;
}

/** The node's end of the next link, through the local server with its guards. */
async function openServer() {
  const folder = mkdtempSync(join(tmpdir(), 'links-'));
  const node = Promise.withResolvers<Link>();
  const server = await createGuardedServer({
    pageDir: folder,
    port: 0,
    dataFolder: folder,
    log: { info() {}, warn() {} },
    onLink: node.resolve,
  });
  assert(server.ok, 'a free port is there');
  const close = async () => {
    await server.value.close();
    rmSync(folder, { recursive: true });
  };
  const token = new URL(server.value.url).searchParams.get('token') ?? '';
  return { node: node.promise, port: server.value.port, url: server.value.url, token, close };
}

async function openCommandLinePair(): Promise<LinkPair> {
  const { node, port, token, close } = await openServer();
  const page = await openWebSocketLink({ port, token });
  assert(page.ok, 'the token is right');
  return { page: page.value, node: await node, close };
}

/** The page's own code, with Node's WebSocket in place of the browser's. */
async function openPagePair(): Promise<LinkPair> {
  const { node, port, url, close } = await openServer();
  const welcome = await fetch(url, { redirect: 'manual' });
  const cookie = welcome.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await openPageLink(`127.0.0.1:${port}`, (address) => {
    const headers = { cookie, origin: `http://127.0.0.1:${port}` };
    // Node's WebSocket takes headers, which a browser adds by itself.
    return new WebSocket(address, { headers } as unknown as string[]);
  });
  assert(page !== null, 'the cookie is right');
  return { page, node: await node, close };
}

async function openElectronPair(): Promise<LinkPair> {
  const window = createWindow();
  const node = Promise.withResolvers<Link>();
  const stop = listenToWindow({
    messages: window.messages,
    contents: window.contents,
    pageUrl: window.contents.mainFrame.url,
    onLink: node.resolve,
  });
  const page = await openBridgeLink(window.bridge);
  return { page, node: await node.promise, close: async () => stop() };
}

/** A window as the main process sees it, whose page is in this process; messages are cloned. */
export function createWindow(pageUrl = 'file:///app/index.html') {
  const messages = new EventEmitter();
  const life = new EventEmitter();
  const page = new EventEmitter();
  let isDestroyed = false;
  const contents = {
    mainFrame: { url: pageUrl },
    send(channel: string, frame: string) {
      const copy = structuredClone(frame);
      setImmediate(() => page.emit(channel, copy));
    },
    isDestroyed: () => isDestroyed,
    on: (event: 'destroyed' | 'render-process-gone', listener: () => void) =>
      life.on(event, listener),
  };
  return {
    messages,
    contents,
    destroy() {
      isDestroyed = true;
      life.emit('destroyed');
    },
    /** What the preload script gives to the page. */
    bridge: {
      send(frame: unknown, from: Partial<WindowMessage> = {}) {
        const event = { sender: contents, senderFrame: contents.mainFrame, ...from };
        setImmediate(() => messages.emit(linkChannel, event, frame));
      },
      onFrame(listener: (frame: string) => void) {
        page.on(linkChannel, listener);
        return () => void page.off(linkChannel, listener);
      },
    },
  };
}
