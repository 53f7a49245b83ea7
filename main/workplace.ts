/**
 * Where this machine lends and asks: one community at a time, each with an engine and stores of its own. Pages and
 * command lines keep their connection when it goes elsewhere: calls go to whichever engine is there, and topics go
 * on with its values.
 */
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import { engineContract } from '../shared/api/contract.ts';
import type { Handlers, Topic } from '../shared/api/handlers.ts';
import { mapContract } from '../shared/api/schema.ts';
import type { Engine } from './engine/engine.ts';

/** An engine with its stores open. */
export interface OpenPlace {
  readonly engine: Engine;
  /** Closes what the engine stood on. The engine is stopped before. */
  close(): void;
}

/** An open group or a community, and how to begin there. */
export interface Destination {
  /** Of the community, in hexadecimal. */
  readonly id: string;
  readonly kind: 'group' | 'community';
  readonly name: string;
  open(): Result<OpenPlace, Refusal>;
}

export interface Workplace {
  readonly handlers: Handlers<typeof engineContract>;
  start(): Promise<void>;
  /** Where it is, or where it is going at this moment. */
  at(): Destination;
  /** Goes there. What cannot be opened is refused, and nothing has changed then; one move at a time. */
  move(to: Destination): Promise<Result<null, Refusal>>;
  /** Opens the same place anew, because what it stands on has changed, or is by `change` while nothing is open. */
  reopen(change?: () => Promise<void>): Promise<void>;
  sleep(): void;
  lookAgain(): void;
  stop(): Promise<void>;
}

type AnyHandler = ((input: unknown) => unknown) & Topic<unknown>;
type AnyHandlers = Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>;

interface Subscription {
  attach(): void;
  detach(): void;
}

/**
 * Begins at `first`. `onFailure` hears one sentence when a place that was left cannot be opened again, and nothing
 * is left that could go on.
 */
export function createWorkplace(
  first: Destination,
  onFailure: (sentence: string) => void,
): Result<Workplace, Refusal> {
  const opened = first.open();
  if (!opened.ok) return opened;
  let at = first;
  let present: OpenPlace | null = opened.value;
  let moving: Promise<unknown> | null = null;
  const subscriptions = new Set<Subscription>();
  const handlersNow = () => present?.engine.handlers as unknown as AnyHandlers | undefined;

  function call(group: string, name: string) {
    return async (input: unknown) => {
      await moving;
      return handlersNow()?.[group]?.[name]?.(input) ?? away;
    };
  }

  function topic(group: string, name: string): Topic<unknown> {
    return {
      subscribe(listener) {
        const subscription = subscriptionTo(() => handlersNow()?.[group]?.[name], listener);
        subscriptions.add(subscription);
        subscription.attach();
        return () => {
          subscriptions.delete(subscription);
          subscription.detach();
        };
      },
    };
  }

  async function leave(): Promise<void> {
    const left = present;
    present = null;
    for (const subscription of subscriptions) subscription.detach();
    try {
      await left?.engine.stop();
    } finally {
      left?.close();
    }
  }

  async function arrive(place: OpenPlace): Promise<void> {
    await place.engine.start();
    present = place;
    for (const subscription of subscriptions) subscription.attach();
  }

  async function go(to: Destination): Promise<Result<null, Refusal>> {
    const next = to.open();
    if (!next.ok) return next;
    at = to;
    await leave();
    await arrive(next.value);
    return ok(null);
  }

  /** Leaves first, because two engines never stand on the same files. */
  async function goAgain(change?: () => Promise<void>): Promise<void> {
    await leave();
    await change?.();
    const next = at.open();
    if (next.ok) await arrive(next.value);
    else onFailure(next.error.detail);
  }

  function alone<Value>(move: Promise<Value>): Promise<Value> {
    const ended = move.then(
      () => undefined,
      () => undefined,
    );
    moving = ended;
    void ended.then(() => {
      if (moving === ended) moving = null;
    });
    return move;
  }

  return ok({
    handlers: mapContract(engineContract, (group, name, { kind }) =>
      kind === 'call' ? call(group, name) : topic(group, name),
    ) as Handlers<typeof engineContract>,
    start: async () => present?.engine.start(),
    at: () => at,
    async move(to) {
      if (moving !== null) return refuse('busy', 'This computer is changing over already.');
      if (to.id === at.id) return ok(null);
      return alone(go(to));
    },
    async reopen(change) {
      while (moving !== null) await moving;
      await alone(goAgain(change));
    },
    sleep: () => present?.engine.sleep(),
    lookAgain: () => present?.engine.lookAgain(),
    async stop() {
      while (moving !== null) await moving;
      await leave();
    },
  });
}

const away = refuse('link_closed', 'This computer is changing over. Try again in a moment.');

/** One that listens, and goes on at the next engine. */
function subscriptionTo(
  topicNow: () => Topic<unknown> | undefined,
  listener: (value: unknown) => void,
): Subscription {
  let end = () => {};
  return {
    attach() {
      end = topicNow()?.subscribe(listener) ?? end;
    },
    detach() {
      end();
      end = () => {};
    },
  };
}
