/** How a client takes a node that does not keep to the protocol, and a link that is slow. */
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../shared/api/client.ts';
import { createMemoryLinks } from '../../shared/api/link.ts';
import { setup } from './setup.ts';
import { sampleContract } from './sample.ts';
import { until } from './until.ts';

function setupNode() {
  const [page, node] = createMemoryLinks();
  onTestFinished(() => page.close());
  const client = createClient(sampleContract, page);
  return { client, say: (frame: unknown) => node.send(JSON.stringify(frame)), node };
}

test('a node of another protocol is left at once, and the reason is told', async () => {
  const { client, say } = setupNode();
  const answer = client.post.wait();
  say({ type: 'hello', protocol: 2, version: '9.0.0' });
  expect(await answer).toMatchObject({ ok: false, error: { name: 'link_closed' } });
  expect(JSON.stringify(await answer)).toContain('9.0.0');
});

test('a frame that is none ends the link', async () => {
  const { client, node } = setupNode();
  const answer = client.post.wait();
  node.send('garbage');
  expect(await answer).toMatchObject({ error: { name: 'link_closed' } });
});

test('the reason of an error of the link itself is told to every call', async () => {
  const { client, say } = setupNode();
  const answer = client.post.wait();
  say({ type: 'error', id: 0, name: 'bad_frame', detail: 'A frame was malformed.' });
  expect(await answer).toEqual({
    ok: false,
    error: { name: 'link_closed', detail: 'A frame was malformed.' },
  });
});

test('a refusal that the contract does not name is internal', async () => {
  const { client, say } = setupNode();
  const answer = client.post.send({ to: 'bob' });
  say({ type: 'error', id: 1, name: 'surprise', detail: 'x' });
  expect(await answer).toMatchObject({ error: { name: 'internal', detail: 'x' } });
});

test('a value of another form than the contract says is internal', async () => {
  const { client, say } = setupNode();
  const answer = client.post.weigh({ content: new Uint8Array() });
  say({ type: 'value', id: 1, value: { bytes: '3' } });
  expect(await answer).toMatchObject({ error: { name: 'internal' } });
});

test('answers that nobody asked for are ignored', async () => {
  const { client, say } = setupNode();
  say({ type: 'value', id: 7, value: {} });
  say({ type: 'error', id: 8, name: 'internal', detail: '' });
  const answer = client.post.send({ to: 'bob' });
  say({ type: 'value', id: 1, value: {} });
  say({ type: 'value', id: 1, value: {} });
  expect(await answer).toEqual({ ok: true, value: {} });
});

test('while the link is busy a topic waits, and then speaks its newest value only', async () => {
  let isBusy = true;
  const { page, sample } = await setup('memory', (pair) => ({
    ...pair,
    node: { ...pair.node, isBusy: () => isBusy },
  }));
  const client = createClient(sampleContract, page);
  const levels: bigint[] = [];
  client.shelf.level.subscribe(({ level }) => levels.push(level));
  await until(() => expect(sample.level.listeners()).toBe(1));
  for (let level = 1n; level <= 50n; level += 1n) sample.level.set({ level });
  await client.post.send({ to: 'bob' });
  expect(levels).toEqual([]);
  isBusy = false;
  await until(() => expect(levels).toEqual([50n]));
});
