/** What holds over every link between a node and its page. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import { topicsPerLink } from '../../shared/api/server.ts';
import { linkKinds } from './links.ts';
import { setupClient, setupText } from './setup.ts';
import { until } from './until.ts';

const parcel = {
  amount: 2n ** 53n + 1n,
  content: Uint8Array.of(0, 255, 128, 10),
  note: 'für dich, 💡 __proto__',
  parts: [-(2n ** 64n), 0n, 10n ** 77n],
};

describe.each(Object.keys(linkKinds))('over %s', (kind) => {
  test('a call carries integers beyond 2^53 and bytes exactly, both ways', async () => {
    const { client } = await setupClient(kind);
    expect(await client.post.echo(parcel)).toEqual({ ok: true, value: parcel });
  });

  test('a module and its input of full size fit into one frame', async () => {
    const { client } = await setupClient(kind);
    const content = new Uint8Array(12 * 1024 * 1024).fill(7);
    expect(await client.post.weigh({ content })).toEqual({
      ok: true,
      value: { bytes: content.byteLength },
    });
  });

  test('a refusal comes back by its name, with its sentence', async () => {
    const { client } = await setupClient(kind);
    expect(await client.post.send({ to: 'bob' })).toEqual({ ok: true, value: {} });
    expect(await client.post.send({ to: 'dora' })).toEqual({
      ok: false,
      error: { name: 'unknown_person', detail: 'Nobody here is called dora.' },
    });
  });

  test('an input that the contract does not allow is refused before the handler sees it', async () => {
    const { client } = await setupClient(kind);
    const answer = await client.post.send({ to: 'a name that is longer than twenty' });
    expect(answer).toMatchObject({ ok: false, error: { name: 'invalid_input' } });
    expect(!answer.ok && answer.error.detail).toContain('post.send, to');
  });

  test('a fault of a handler is logged and answered as internal, without its words', async () => {
    const { client, warnings } = await setupClient(kind);
    const answer = await client.post.fail();
    expect(answer).toMatchObject({ ok: false, error: { name: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('broke');
    expect(warnings).toEqual(['post.fail failed by a fault of the program.']);
  });

  test('an answer that the contract does not allow is logged and never sent', async () => {
    const { client, warnings } = await setupClient(kind);
    expect(await client.post.lie()).toMatchObject({ ok: false, error: { name: 'internal' } });
    expect(warnings.join()).toContain('post.lie answered what its contract does not allow');
  });

  test('a topic speaks its present value at once and then later ones', async () => {
    const { client, sample } = await setupClient(kind);
    const levels: bigint[] = [];
    client.shelf.level.subscribe(({ level }) => levels.push(level));
    await until(() => expect(levels).toEqual([0n]));
    sample.level.set({ level: 2n ** 60n });
    await until(() => expect(levels).toEqual([0n, 2n ** 60n]));
  });

  test('a thousand quick values of a topic become few, the newest among them', async () => {
    const { client, sample } = await setupClient(kind);
    const levels: bigint[] = [];
    client.shelf.level.subscribe(({ level }) => levels.push(level));
    await until(() => expect(levels).toEqual([0n]));
    for (let level = 1n; level <= 1000n; level += 1n) sample.level.set({ level });
    await until(() => expect(levels.at(-1)).toBe(1000n));
    expect(levels.length).toBeLessThanOrEqual(3);
  });

  test('ending a subscription reaches the node', async () => {
    const { client, sample } = await setupClient(kind);
    const levels: bigint[] = [];
    const unsubscribe = client.shelf.level.subscribe(({ level }) => levels.push(level));
    await until(() => expect(sample.level.listeners()).toBe(1));
    unsubscribe();
    unsubscribe();
    await until(() => expect(sample.level.listeners()).toBe(0));
    const before = levels.length;
    sample.level.set({ level: 9n });
    await client.post.echo(parcel);
    expect(levels.length).toBe(before);
  });

  test('a topic that fails ends with a reason', async () => {
    const { client, warnings } = await setupClient(kind);
    const ends: string[] = [];
    client.shelf.broken.subscribe(
      () => ends.push('value'),
      (end) => ends.push(end.name),
    );
    client.shelf.lie.subscribe(
      () => ends.push('value'),
      (end) => ends.push(end.name),
    );
    await until(() => expect(ends).toEqual(['internal', 'internal']));
    expect(warnings.length).toBe(2);
  });

  test.each(['page', 'node'] as const)(
    'when the %s closes, calls in flight and topics end as link_closed',
    async (side) => {
      const parts = await setupClient(kind);
      const { client, sample } = parts;
      const ends: string[] = [];
      client.shelf.level.subscribe(
        () => {},
        (end) => ends.push(end.name),
      );
      const inFlight = client.post.wait();
      await until(() => expect(sample.waiting()).toBe(1));
      if (side === 'page') parts.page.close();
      else parts.stop();
      expect(await inFlight).toMatchObject({ ok: false, error: { name: 'link_closed' } });
      expect(await client.post.wait()).toMatchObject({ error: { name: 'link_closed' } });
      client.shelf.level.subscribe(
        () => {},
        (end) => ends.push(end.name),
      );
      expect(ends).toEqual(['link_closed', 'link_closed']);
      // Over Electron a page never closes its link: its next load, or the window's end, does so.
      if (side === 'page' && kind === 'electron') return;
      await until(() => expect(sample.level.listeners()).toBe(0));
      sample.release();
    },
  );

  test('too many calls in flight are refused as busy, and later ones are answered', async () => {
    const { client, sample } = await setupClient(kind);
    const calls = Array.from({ length: limits.apiCallsInFlight }, () => client.post.wait());
    expect(await client.post.send({ to: 'bob' })).toMatchObject({ error: { name: 'busy' } });
    sample.release();
    for (const each of calls) expect(await each).toMatchObject({ ok: true });
    expect(await client.post.send({ to: 'bob' })).toMatchObject({ ok: true });
  });

  test('too many topics are refused as busy', async () => {
    const { client, sample } = await setupClient(kind);
    const ends: string[] = [];
    for (let each = 0; each <= topicsPerLink; each += 1) {
      client.shelf.level.subscribe(
        () => {},
        (end) => ends.push(end.name),
      );
    }
    await until(() => expect(ends).toEqual(['busy']));
    expect(sample.level.listeners()).toBe(topicsPerLink);
  });

  test.each([
    ['__proto__', 'constructor'],
    ['constructor', 'constructor'],
    ['post', '__proto__'],
    ['post', 'toString'],
    ['shelf', 'level'],
    ['nowhere', 'nothing'],
  ])('a call of %s.%s is refused and harms nothing', async (...path) => {
    const { page, heard } = await setupText(kind);
    page.send(JSON.stringify({ type: 'call', id: 1, path, input: {} }));
    page.send(
      '{"type":"call","id":2,"path":["post","send"],"input":{"to":"bob","__proto__":{"x":1}}}',
    );
    await until(() => expect(heard.length).toBe(3));
    expect(heard).toMatchObject([
      { type: 'hello', protocol: 1, version: '1.2.3' },
      { type: 'error', id: 1, name: 'invalid_input' },
      { type: 'error', id: 2, name: 'invalid_input' },
    ]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['an unknown type', '{"type":"eval","id":1}'],
    ['a number that is no id', '{"type":"call","id":0,"path":["post","fail"],"input":{}}'],
    ['a fraction', '{"type":"cancel","id":1.5}'],
    ['a path of one word', '{"type":"subscribe","id":1,"path":["post"]}'],
    ['a field too many', '{"type":"cancel","id":1,"path":[]}'],
    ['brackets without end', '['.repeat(1_000_000)],
  ])('%s is answered with a reason and ends the link', async (_, frame) => {
    const { page, heard, isClosed, warnings } = await setupText(kind);
    page.send(frame);
    await until(() => expect(isClosed()).toBe(true));
    expect(heard.at(-1)).toMatchObject({ type: 'error', id: 0, name: 'bad_frame' });
    expect(warnings.length).toBe(1);
  });

  test('a number that is used twice ends the link', async () => {
    const { page, heard, isClosed } = await setupText(kind);
    const frame = '{"type":"subscribe","id":1,"path":["shelf","level"]}';
    page.send(frame);
    page.send(frame);
    await until(() => expect(isClosed()).toBe(true));
    expect(heard.at(-1)).toMatchObject({ type: 'error', id: 0, name: 'bad_frame' });
  });

  test('an oversized frame ends the link', async () => {
    const { page, isClosed, sample } = await setupText(kind);
    const input = { to: 'x'.repeat(limits.apiFrameBytes) };
    page.send(JSON.stringify({ type: 'call', id: 1, path: ['post', 'send'], input }));
    await until(() => expect(isClosed()).toBe(true));
    expect(sample.level.listeners()).toBe(0);
  });

  test('an oversized input is refused before it is sent', async () => {
    const { client } = await setupClient(kind);
    const to = 'ü'.repeat(limits.apiFrameBytes / 2);
    expect(await client.post.send({ to })).toMatchObject({ error: { name: 'invalid_input' } });
    expect(await client.post.send({ to: 'bob' })).toMatchObject({ ok: true });
  });
});
