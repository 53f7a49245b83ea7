/** What a process of jobs that was taken over can do to the node that asked it, by words alone. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSession, type Module } from '../../main/adapters/job-process/session.ts';
import {
  type FromProcess,
  readMessage,
  type ToProcess,
  writeMessage,
} from '../../shared/jobs/process-protocol.ts';

const module: Module = { hash: 'ab'.repeat(32), bytes: new Uint8Array(1_000) };
const need: FromProcess = { say: 'need', hash: module.hash };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A session with a process that is none: the test says what it says. */
function open() {
  const heard: ToProcess[] = [];
  let hear: (frame: Uint8Array) => void = () => undefined;
  let exit: (why: string) => void = () => undefined;
  let kills = 0;
  const session = createSession({
    post: (frame) => void heard.push(readMessage(frame) as ToProcess),
    onFrame: (listener) => void (hear = listener),
    onExit: (listener) => void (exit = listener),
    kill: () => void (kills += 1),
    pid: () => undefined,
    setWeight: () => undefined,
  });
  return {
    session,
    modules: () => heard.filter((message) => message.do === 'module').length,
    say: (message: FromProcess) => hear(writeMessage(message) ?? new Uint8Array(0)),
    exit: () => exit('it was ended'),
    kills: () => kills,
  };
}

test('a module is sent when it is asked for, and again if it was forgotten, but not without end', () => {
  const { session, say, modules, kills } = open();
  void session.inspect(module);
  for (let each = 0; each < 500; each += 1) say(need);
  expect(modules()).toBe(4);
  expect(kills()).toBe(0);
  for (let each = 0; each < 1_000; each += 1) say(need);
  expect(modules()).toBe(4);
  expect(kills()).toBe(1);
});

test('a module that two questions need may be asked for twice as often', () => {
  const { session, say, modules } = open();
  void session.inspect(module);
  void session.inspect(module);
  for (let each = 0; each < 20; each += 1) say(need);
  expect(modules()).toBe(8);
});

test('a process that says without end that it is ready is ended', () => {
  const { say, kills } = open();
  for (let each = 0; each < 900; each += 1) say({ say: 'ready' });
  expect(kills()).toBe(0);
  for (let each = 0; each < 2_000; each += 1) say({ say: 'ready' });
  expect(kills()).toBe(1);
});

test.each(['inspect', 'rate'] as const)(
  'who asks a process that never answers is not kept waiting for ever (%s)',
  async (what) => {
    const { session, kills } = open();
    const answer = what === 'inspect' ? session.inspect(module) : session.rate(module.bytes);
    expect(session.asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(180_000);
    expect(await answer).toBe(null);
    expect(session.asked()).toBe(0);
    expect(kills()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test('no timer is left of a question that was answered, or whose process ended', async () => {
  const { session, say, exit } = open();
  const first = session.inspect(module);
  say({ say: 'unanswered', id: 1, detail: 'none' });
  expect(await first).toMatchObject({ say: 'unanswered' });
  const second = session.inspect(module);
  exit();
  expect(await second).toBe(null);
  expect(vi.getTimerCount()).toBe(0);
});
