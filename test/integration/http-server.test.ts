/** Who may open the page and the link, and what everybody else gets. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createGuardedServer } from '../../main/local-server/guarded-server.ts';
import { readNodeFile } from '../../main/local-server/node-file.ts';
import { openWebSocketLink } from '../../main/links/websocket-link.ts';
import { linkPath } from '../../shared/api/link.ts';
import { assert } from '../../shared/base/assert.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'http-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'page/index.html'), '<meta nonce="__CSP_NONCE__"><p>the page</p>');
  writeFileSync(join(folder, 'page/assets/a-1.js'), '1');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  return folder;
}

async function setup(options: { readonly folder?: string; readonly port?: number } = {}) {
  const folder = options.folder ?? makeFolder();
  const dataFolder = join(folder, 'data');
  const links: string[] = [];
  const server = await createGuardedServer({
    pageDir: join(folder, 'page'),
    port: options.port ?? 0,
    dataFolder,
    log: { info() {}, warn() {} },
    onLink: () => void links.push('link'),
  });
  assert(server.ok, 'the port is free');
  onTestFinished(() => server.value.close());
  const { url, port, close } = server.value;
  const token = new URL(url).searchParams.get('token') ?? '';

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      // Written as it stands: `fetch` would tidy the path and refuse to send a Host.
      request({ host: '127.0.0.1', port, path, headers, method, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      })
        .on('error', reject)
        .end();
    });
  /** The status of an attempt to open the link; 101 when it opens. */
  const open = (headers: Record<string, string>, path = linkPath) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
      socket.on('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('unexpected-response', (_, response) => {
        response.destroy();
        resolve(response.statusCode ?? 0);
      });
      socket.on('error', reject);
    });
  const welcome = await get(`/?token=${token}`);
  const cookie = (welcome.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  const own = `http://127.0.0.1:${port}`;
  return { folder, dataFolder, links, url, port, close, token, get, open, welcome, cookie, own };
}

test('the printed address is exchanged for a cookie, and the token leaves the address', async () => {
  const { welcome, cookie, get, port, token, url } = await setup();
  expect(url).toBe(`http://127.0.0.1:${port}/?token=${token}`);
  expect(Buffer.from(token, 'base64url').byteLength).toBe(32);
  expect(welcome.status).toBe(303);
  expect(welcome.headers.location).toBe('/');
  expect(welcome.headers['cache-control']).toBe('no-store');
  expect(welcome.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(cookie).not.toContain(token);
  const page = await get('/', { cookie });
  expect(page.status).toBe(200);
  expect(page.body).toContain('the page');
});

test('each load of the page has a nonce of its own, and the page may load nothing foreign', async () => {
  const { get, cookie } = await setup();
  const nonces = new Set<string>();
  for (let load = 0; load < 3; load += 1) {
    const { headers, body } = await get('/', { cookie });
    const policy = String(headers['content-security-policy']);
    const nonce = /nonce="([^"]+)"/.exec(body)?.[1] ?? '';
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

test('without the token nobody gets the page, its files or the link', async () => {
  const { get, open, own, links, token } = await setup();
  for (const path of ['/', '/index.html', '/assets/a-1.js', '/nothing', '/?token=', '/?token=x']) {
    const answer = await get(path);
    expect(answer.status, path).toBe(401);
    expect(answer.body).toContain(
      'Open the address that the node printed, or run `common-hours status`.',
    );
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  expect((await get(`/?token=${wrong}`)).status).toBe(401);
  expect((await get('/', { authorization: `Bearer ${wrong}` })).status).toBe(401);
  expect(await open({})).toBe(401);
  expect(await open({ origin: own })).toBe(401);
  expect(await open({ origin: own, cookie: 'common-hours=x; other' })).toBe(401);
  expect(await open({ authorization: `Bearer ${wrong}` })).toBe(401);
  expect(await open({}, `${linkPath}?token=${token}`)).toBe(401);
  expect(links).toEqual([]);
});

test('the link opens for the page by its cookie and for the command line by the token', async () => {
  const { open, own, cookie, token, links, port } = await setup();
  expect(await open({ origin: own, cookie })).toBe(101);
  expect(await open({ authorization: `Bearer ${token}` })).toBe(101);
  expect(links.length).toBe(2);
  expect(await open({ cookie })).toBe(403);
  expect(await open({ authorization: `Bearer ${token}` }, '/elsewhere')).toBe(404);
  expect(await openWebSocketLink({ port, token: 'wrong' })).toMatchObject({
    error: { name: 'not_allowed' },
  });
});

test('a foreign Host is refused even with the cookie', async () => {
  const { get, open, cookie, port, token } = await setup();
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:1`]) {
    expect((await get('/', { host, cookie })).status, host).toBe(421);
    expect((await get(`/?token=${token}`, { host })).status, host).toBe(421);
    expect(await open({ host, cookie, origin: `http://${host}` })).toBe(421);
  }
  expect((await get('/', { host: `localhost:${port}`, cookie })).status).toBe(200);
});

test('a foreign Origin is refused even with the cookie or the token', async () => {
  const { get, open, cookie, token, port } = await setup();
  const foreign = [
    'https://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    'http://127.0.0.1:1',
  ];
  for (const origin of foreign) {
    expect((await get('/', { origin, cookie })).status, origin).toBe(403);
    expect(await open({ origin, cookie }), origin).toBe(403);
    expect(await open({ origin, authorization: `Bearer ${token}` }), origin).toBe(403);
  }
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/assets/../../secret.txt',
  '//secret.txt/..%2f..%2fsecret.txt',
  '/%00',
  '/%',
])('nothing outside the page is read: %s', async (path) => {
  const { get, cookie } = await setup();
  const answer = await get(path, { cookie });
  expect(answer.status).toBe(404);
  expect(answer.body).not.toContain('secret');
});

test('the exchange never sends the browser to another host', async () => {
  const { get, token } = await setup();
  for (const path of [
    '//evil.example/x',
    '/%5cevil.example',
    '/\\evil.example',
    '///evil.example',
  ]) {
    const { headers, status } = await get(`${path}?token=${token}`);
    if (status !== 303) continue;
    expect(headers.location).toMatch(/^\/(?![/\\])/);
  }
});

test('only reading is answered', async () => {
  const { get, cookie } = await setup();
  expect((await get('/', { cookie }, 'POST')).status).toBe(405);
  expect(await get('/', { cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test('a page that is not built says so', async () => {
  const { get, cookie, folder } = await setup();
  rmSync(join(folder, 'page'), { recursive: true });
  expect(await get('/', { cookie })).toMatchObject({ status: 503 });
});

test('a busy port is refused with a sentence that names it', async () => {
  const { port, folder } = await setup();
  const second = await createGuardedServer({
    pageDir: folder,
    port,
    dataFolder: join(folder, 'data'),
    log: { info() {}, warn() {} },
    onLink() {},
  });
  expect(second).toMatchObject({ ok: false, error: { name: 'port_busy' } });
  expect(!second.ok && second.error.detail).toContain(`Port ${port} is taken`);
});

test('a port that is none and a data folder that is none are refused', async () => {
  const folder = makeFolder();
  const options = { pageDir: folder, log: { info() {}, warn() {} }, onLink() {} };
  expect(
    await createGuardedServer({ ...options, port: 70_000, dataFolder: join(folder, 'data') }),
  ).toMatchObject({ error: { name: 'port_out_of_range' } });
  expect(
    await createGuardedServer({ ...options, port: 0, dataFolder: join(folder, 'secret.txt') }),
  ).toMatchObject({ error: { name: 'data_folder_unwritable' } });
});

test('two nodes on one machine do not log each other out', async () => {
  const [alice, bob] = [await setup(), await setup()];
  const both = `${alice.cookie}; ${bob.cookie}`;
  expect(alice.cookie.split('=')[0]).not.toBe(bob.cookie.split('=')[0]);
  for (const node of [alice, bob]) {
    expect((await node.get('/', { cookie: both })).status).toBe(200);
    expect(await node.open({ cookie: both, origin: node.own })).toBe(101);
  }
  expect((await alice.get('/', { cookie: bob.cookie })).status).toBe(401);
  expect((await bob.get('/', { authorization: `Bearer ${alice.token}` })).status).toBe(401);
});

test('token and node file are readable by their owner only, and the file goes with the node', async () => {
  const { dataFolder, url, port, token, close } = await setup();
  expect(readNodeFile(dataFolder)).toEqual({
    ok: true,
    value: { url, port, token, pid: process.pid },
  });
  if (process.platform !== 'win32') {
    for (const name of ['access-token', 'node.json']) {
      expect(statSync(join(dataFolder, name)).mode & 0o777, name).toBe(0o600);
    }
  }
  await close();
  expect(readNodeFile(dataFolder)).toMatchObject({ ok: false, error: { name: 'no_node' } });
});

test('the file of a node that was killed counts as none', () => {
  const dataFolder = join(makeFolder(), 'data');
  const dead = { url: 'http://127.0.0.1:1/', port: 1, token: 't', pid: 2 ** 31 - 1 };
  writeFileSync(join(dataFolder, 'node.json'), JSON.stringify(dead));
  expect(readNodeFile(dataFolder).ok).toBe(false);
  writeFileSync(join(dataFolder, 'node.json'), '{"port":');
  expect(readNodeFile(dataFolder).ok).toBe(false);
});

test('after a restart on the same port the open page is still let in', async () => {
  const first = await setup();
  await first.close();
  const second = await setup({ folder: first.folder, port: first.port });
  expect(second.token).toBe(first.token);
  expect((await second.get('/', { cookie: first.cookie })).status).toBe(200);
  expect(readFileSync(join(second.dataFolder, 'access-token'), 'utf8').trim()).toBe(first.token);
});

test('any free port is that of the last time, unless somebody else has it by now', async () => {
  const first = await setup();
  await first.close();
  const second = await setup({ folder: first.folder });
  expect(second.port).toBe(first.port);
  expect((await second.get('/', { cookie: first.cookie })).status).toBe(200);
  // the second still has it
  const third = await setup({ folder: first.folder });
  expect(third.port).not.toBe(first.port);
  writeFileSync(join(first.dataFolder, 'page-port'), '80; rm -rf');
  expect((await setup({ folder: first.folder })).port).toBeGreaterThan(1023);
});

test('closing the server closes the links that are open', async () => {
  const { port, token, close } = await setup();
  const link = await openWebSocketLink({ port, token });
  assert(link.ok, 'the token is right');
  const closed = vi.fn();
  link.value.onClose(closed);
  await close();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), { timeout: 60_000 });
  expect(await openWebSocketLink({ port, token })).toMatchObject({
    error: { name: 'not_reachable' },
  });
});

test('more links than a node serves are turned away', async () => {
  const { port, token } = await setup();
  const answers = [];
  for (let each = 0; each <= 32; each += 1) answers.push(await openWebSocketLink({ port, token }));
  expect(answers.filter((each) => each.ok).length).toBe(32);
});

test('whoever sends a request and never ends it, or never hangs up, is let go', async () => {
  const { port } = await setup();
  const sends = [
    'GET / HTTP/1.1\r\nHost: x\r\n',
    `GET ${linkPath} HTTP/1.1\r\nHost: x\r\n` + 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  ];
  await Promise.all(
    sends.map(async (text) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => undefined).resume();
      socket.write(text);
      await once(socket, 'end');
      // A connection that was let go is gone: what is sent on it finds nobody.
      await expect.poll(() => (socket.write('x'), socket.destroyed)).toBe(true);
    }),
  );
});
