import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openRecordProcess } from '../../main/adapters/record-process/record-process.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { AuditView, CommunitiesView } from '../../shared/api/community-contract.ts';
import { recordContract } from '../../shared/api/record-contract.ts';
import { serve } from '../../shared/api/server.ts';
import { createPlayedHost } from '../support/record-process-host.ts';
import type { PlayedProcess } from '../support/record-process-host.ts';
import { createMovableClock } from '../support/swarm-clock.ts';

const community = 'c'.repeat(64);

function setup({ hasCommunity }: { readonly hasCommunity: boolean }) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'common-hours-record-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  if (hasCommunity) writeFileSync(join(dataFolder, `community-${'c'.repeat(16)}.db`), '');
  const host = createPlayedHost();
  const clock = createMovableClock();
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (sentence: string) => void warnings.push(sentence) };
  const given = { dataFolder, bootstrap: [], version: '1' };
  const record = openRecordProcess({ ...given, clock, log, host });
  const at = (index: number): PlayedProcess => {
    const process = host.started[index];
    if (process === undefined) expect.fail(`no process ${index} was started`);
    return process;
  };
  return { record, host, clock, warnings, at };
}

/** Answers as the process does, as far as a test needs it. */
function play({ link }: PlayedProcess, device: string) {
  const list = createCell<CommunitiesView>({
    ...{ device, communities: [], joining: [], unusable: [] },
  });
  const audits = createCell<{ audits: AuditView[] }>({ audits: [] });
  const waiting = Promise.withResolvers<never>();
  const handlers = {
    communities: { list, cancelJoin: () => ({ ok: true, value: {} }) },
    audits: { list: audits },
    invitations: { make: () => waiting.promise },
  };
  serve(recordContract, handlers as never, link, {
    version: '1',
    log: { warn: () => {} },
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  });
  return list;
}

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 45_000, interval: 5 });

test('a node without a community has no process, and its topics say that there is nothing', async () => {
  const { record, host } = setup({ hasCommunity: false });
  const seen: CommunitiesView[] = [];
  record.client.communities.list.subscribe((view) => void seen.push(view));
  expect(seen).toEqual([{ device: null, communities: [], joining: [], unusable: [] }]);
  expect(host.started).toHaveLength(0);
  expect(record.state().phase).toBe('resting');
  await record.close();
});

test('the first call starts the process, and is answered by it', async () => {
  const { record, host, at } = setup({ hasCommunity: false });
  const answer = record.client.communities.cancelJoin({ community });
  await soon(() => expect(host.started).toHaveLength(1));
  play(at(0), 'a'.repeat(64));
  expect(await answer).toEqual({ ok: true, value: {} });
  expect(record.state()).toMatchObject({ phase: 'up', reason: null, ends: 0 });
});

test('a subscription outlives the process, and goes on with the next one', async () => {
  const { record, clock, at } = setup({ hasCommunity: true });
  const devices: (string | null)[] = [];
  record.client.communities.list.subscribe(({ device }) => void devices.push(device));
  play(at(0), 'a'.repeat(64));
  await soon(() => expect(devices.at(-1)).toBe('a'.repeat(64)));
  at(0).end('It was killed.');
  await soon(() => expect(record.state().phase).toBe('down'));
  clock.advance(1_000);
  play(at(1), 'b'.repeat(64));
  await soon(() => expect(devices.at(-1)).toBe('b'.repeat(64)));
  expect(record.state()).toMatchObject({ phase: 'up', reason: 'It was killed.', ends: 1 });
});

test('those who listen from the start on hear the process over one subscription, and who comes later what is newest', async () => {
  const { record, clock, at } = setup({ hasCommunity: true });
  const heard: Record<string, (string | null)[]> = { alice: [], bob: [], carol: [] };
  const listen = (name: string) =>
    record.client.communities.list.subscribe(({ device }) => void heard[name]?.push(device));
  const leave = [listen('alice'), listen('bob')];
  const first = play(at(0), 'a'.repeat(64));
  await soon(() => expect(heard).toMatchObject({ alice: ['a'.repeat(64)], bob: ['a'.repeat(64)] }));
  expect(first.listeners()).toBe(1);
  // told to nobody yet, as what a call has done a moment ago
  first.setWhenWanted(() => ({ ...first.get(), device: 'b'.repeat(64) }));
  leave.push(listen('carol'));
  await soon(() => expect(heard['carol']).toEqual(['b'.repeat(64)]));
  expect(first.listeners()).toBe(2);
  leave[0]?.();
  first.set({ ...first.get(), device: 'c'.repeat(64) });
  await soon(() => expect(heard['bob']?.at(-1)).toBe('c'.repeat(64)));
  expect(heard['alice']).toEqual(['a'.repeat(64)]);
  at(0).end('It was killed.');
  await soon(() => expect(record.state().phase).toBe('down'));
  clock.advance(1_000);
  const second = play(at(1), 'd'.repeat(64));
  await soon(() => expect(heard['carol']?.at(-1)).toBe('d'.repeat(64)));
  expect([heard['bob']?.at(-1), second.listeners()]).toEqual(['d'.repeat(64), 1]);
  for (const each of leave) each();
  await soon(() => expect(second.listeners()).toBe(0));
});

test('a call that was under way answers that the link is closed, and so do those while it is down', async () => {
  const { record, at } = setup({ hasCommunity: true });
  play(at(0), 'a'.repeat(64));
  const answer = record.client.invitations.make({ community, validDays: 1 });
  await soon(() => expect(record.state().phase).toBe('up'));
  at(0).end('It was killed.');
  expect(await answer).toMatchObject({ ok: false, error: { name: 'link_closed' } });
  const late = await record.client.communities.cancelJoin({ community });
  expect(late).toMatchObject({ ok: false, error: { name: 'link_closed' } });
  expect(late.ok ? '' : late.error.detail).toContain('It was killed.');
});

test('what it says before it ends is the reason that people read', async () => {
  const { record, at, warnings } = setup({ hasCommunity: true });
  at(0).say('#failed The disk is full. Make room.');
  await soon(() => expect(record.state().phase).toBe('starting'));
  await new Promise((resolve) => setImmediate(resolve));
  at(0).end('It ended with code 1.');
  await soon(() => expect(record.state().reason).toBe('The disk is full. Make room.'));
  expect(warnings.join()).toContain('The disk is full.');
});

test('each end in a row is waited for longer, up to a minute, and from the beginning after five steady minutes', async () => {
  const { record, clock, at, host } = setup({ hasCommunity: true });
  const waits: number[] = [];
  for (let index = 0; index < 9; index += 1) {
    at(index).end('It fell over.');
    await soon(() => expect(record.state().ends).toBe(index + 1));
    const { againAtMs } = record.state();
    const waitMs = Math.round(((againAtMs ?? 0) - clock.now()) / 1_000);
    waits.push(waitMs);
    clock.advance(waitMs * 1_000 + 500);
    await soon(() => expect(host.started).toHaveLength(index + 2));
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  clock.advance(301_000);
  at(9).end('It fell over.');
  await soon(() => expect(record.state().ends).toBe(10));
  expect(Math.round(((record.state().againAtMs ?? 0) - clock.now()) / 1_000)).toBe(1);
});

test('closing lets the process end in order, and ends one that does not', async () => {
  const { record, clock, at } = setup({ hasCommunity: true });
  const closed = record.close();
  expect(at(0).signals).toEqual(['#end']);
  expect(at(0).wasKilled).toBe(false);
  clock.advance(5_000);
  await closed;
  expect(at(0).wasKilled).toBe(true);
  expect(record.state().phase).toBe('closed');
  const late = await record.client.communities.cancelJoin({ community });
  expect(late).toMatchObject({ ok: false, error: { name: 'link_closed' } });
});

test('it ends while what it stands on is changed, and comes back where there are communities', async () => {
  const { record, host, at, warnings } = setup({ hasCommunity: true });
  const devices: (string | null)[] = [];
  record.client.communities.list.subscribe(({ device }) => void devices.push(device));
  play(at(0), 'a'.repeat(64));
  await soon(() => expect(devices.at(-1)).toBe('a'.repeat(64)));
  const during: unknown[] = [];
  const changed = record.without(() => {
    during.push(record.state().phase, devices.at(-1), host.started.length);
    return Promise.resolve('changed');
  });
  expect(at(0).signals).toEqual(['#end']);
  at(0).end('It ended in order.');
  expect(await changed).toBe('changed');
  expect(during).toEqual(['resting', null, 1]);
  expect({ started: host.started.length, warnings }).toEqual({ started: 2, warnings: [] });
  play(at(1), 'b'.repeat(64));
  await soon(() => expect(devices.at(-1)).toBe('b'.repeat(64)));
});
