/**
 * Where this machine lends and asks: one community at a time, each with an engine and stores of its own. Pages and
 * command lines keep their connection when it goes elsewhere: calls go to whichever engine is there, and topics go
 * on with its values.
 */
import { assert } from '../shared/base/assert.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import { engineContract } from '../shared/api/contract.ts';
import type { Handlers, Topic } from '../shared/api/handlers.ts';
import type { Engine } from './engine/engine.ts';

/** An engine with its stores open. */
export interface OpenPlace {
  readonly engine: Engine;
  /** Closes what the engine stood on. The engine is stopped before. */
  close(): void;
}

export interface Workplace {
  readonly handlers: Handlers<typeof engineContract>;
  start(): Promise<void>;
  /**
   * Goes to what `open` opens. What cannot be opened is refused, and this machine comes back to where it was; one
   * move at a time.
   */
  move(open: Opener): Promise<Result<null, Refusal>>;
  lookAgain(): void;
  stop(): Promise<void>;
}

export type Opener = () => Result<OpenPlace, Refusal>;

type AnyHandler = ((input: unknown) => unknown) & Topic<unknown>;
type AnyHandlers = Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>;

/** Begins at what `first` opens. */
export function createWorkplace(first: Opener): Result<Workplace, Refusal> {
  const opened = first();
  if (!opened.ok) return opened;
  let present = opened.value;
  let openPresent = first;
  let moving: Promise<unknown> | null = null;
  const subscriptions = new Set<{ attach(): void; detach(): void }>();
  const handlersNow = () => present.engine.handlers as unknown as AnyHandlers;

  function call(group: string, name: string) {
    return async (input: unknown) => {
      await moving;
      return handlersNow()[group]?.[name]?.(input);
    };
  }

  function topic(group: string, name: string): Topic<unknown> {
    return {
      subscribe(listener) {
        let end = () => {};
        const subscription = {
          attach() {
            end = handlersNow()[group]?.[name]?.subscribe(listener) ?? end;
          },
          detach: () => {
            end();
          },
        };
        subscriptions.add(subscription);
        if (moving === null) subscription.attach();
        return () => {
          subscriptions.delete(subscription);
          subscription.detach();
        };
      },
    };
  }

  async function leave(): Promise<void> {
    for (const subscription of subscriptions) subscription.detach();
    try {
      await present.engine.stop();
    } finally {
      present.close();
    }
  }

  async function arrive(place: OpenPlace): Promise<void> {
    present = place;
    await present.engine.start();
    for (const subscription of subscriptions) subscription.attach();
  }

  async function go(open: Opener): Promise<Result<null, Refusal>> {
    await leave();
    const next = open();
    if (next.ok) openPresent = open;
    const place = next.ok ? next : openPresent();
    assert(place.ok, 'what was open a moment ago can be opened again');
    await arrive(place.value);
    return next.ok ? ok(null) : next;
  }

  return ok({
    handlers: handlersOf(call, topic),
    start: () => present.engine.start(),
    async move(open) {
      if (moving !== null) return refuse('busy', 'This computer is changing over already.');
      const move = go(open);
      moving = move.catch(() => undefined);
      try {
        return await move;
      } finally {
        moving = null;
      }
    },
    lookAgain: () => {
      present.engine.lookAgain();
    },
    async stop() {
      await moving;
      await leave();
    },
  });
}

function handlersOf(
  call: (group: string, name: string) => unknown,
  topic: (group: string, name: string) => unknown,
): Handlers<typeof engineContract> {
  return Object.fromEntries(
    Object.entries(engineContract).map(([group, specs]) => [
      group,
      Object.fromEntries(
        Object.entries(specs).map(([name, { kind }]) => [
          name,
          kind === 'call' ? call(group, name) : topic(group, name),
        ]),
      ),
    ]),
  ) as unknown as Handlers<typeof engineContract>;
}
