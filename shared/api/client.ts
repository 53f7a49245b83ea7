/** Makes of a contract and a link the functions that a page or the command line calls. */
import * as v from 'valibot';
import { refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import type { Link } from './link.ts';
import { toWire } from '../base/fields.ts';
import { mapContract } from './schema.ts';
import type { CallSpec, Contract, Spec, TopicSpec } from './schema.ts';
import {
  boundaryRefusals,
  encodeFrame,
  explainIssues,
  parseServerFrame,
  protocol,
  shorten,
} from './wire.ts';
import type { BoundaryRefusal, ClientFrame, Hello, ServerFrame } from './wire.ts';

export type Client<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in keyof C[Group]]: C[Group][Name] extends CallSpec<
      infer Input,
      infer Output,
      infer Refused
    >
      ? Call<Input, Output, Refused>
      : C[Group][Name] extends TopicSpec<infer Value>
        ? ClientTopic<Value>
        : never;
  };
};

/** Asks once. Never throws and never rejects; a call without input may be called with nothing. */
export type Call<Input, Output, Refused extends string> = (
  ...input: Record<never, never> extends Input ? [input?: Input] : [input: Input]
) => Promise<Result<Output, Refusal<Refused | BoundaryRefusal>>>;

/** Why a subscription ended. */
export type TopicEnd = Refusal<BoundaryRefusal>;

export interface ClientTopic<Value> {
  /**
   * Calls the listener with the present value and with each later one, until the answer is called
   * or the topic ends, which `onEnd` is told: at the latest when the link closes.
   */
  subscribe(listener: (value: Value) => void, onEnd?: (end: TopicEnd) => void): () => void;
}

export interface ClientOptions {
  /** The node has said hello in a protocol that this client speaks. */
  onHello?(hello: Hello): void;
}

/** Somebody waiting for frames of one id. */
interface Waiter {
  value(value: unknown): void;
  error(error: Refusal): void;
}

/** The node's side of the conversation, by id. */
interface Conversation {
  /** Answers with the id, or ends the waiter at once if the link is closed or the frame too large. */
  ask(frame: (id: number) => ClientFrame, waiter: Waiter): number;
  /** Nobody waits for this id any more. */
  forget(id: number): void;
  cancel(id: number): void;
}

export function createClient<C extends Contract>(
  contract: C,
  link: Link,
  options: ClientOptions = {},
): Client<C> {
  const conversation = createConversation(link, options);
  return mapContract(contract, (group, name, spec) =>
    member(conversation, [group, name], spec),
  ) as Client<C>;
}

function member(conversation: Conversation, path: [string, string], spec: Spec): unknown {
  return spec.kind === 'call'
    ? createCall(conversation, path, spec)
    : createTopic(conversation, path, spec);
}

function createCall(
  conversation: Conversation,
  path: [string, string],
  spec: CallSpec<unknown, unknown, string>,
): Call<unknown, unknown, string> {
  const known: readonly string[] = [...boundaryRefusals, ...spec.refusals];
  return (...[input]) =>
    new Promise((resolve) => {
      const id: number = conversation.ask(
        (own) => ({ type: 'call', id: own, path, input: toWire(input ?? {}) }),
        {
          value(value) {
            conversation.forget(id);
            const parsed = v.safeParse(spec.output, value);
            if (parsed.success) resolve({ ok: true, value: parsed.output });
            else resolve(refuse('internal', explainIssues(path.join('.'), parsed.issues)));
          },
          error({ name, detail }) {
            resolve(refuse(known.includes(name) ? name : 'internal', detail));
          },
        },
      );
    });
}

function createTopic(
  conversation: Conversation,
  path: [string, string],
  spec: TopicSpec<unknown>,
): ClientTopic<unknown> {
  return {
    subscribe(listener, onEnd) {
      let isOver = false;
      const id: number = conversation.ask((own) => ({ type: 'subscribe', id: own, path }), {
        value(value) {
          const parsed = v.safeParse(spec.value, value);
          if (parsed.success) {
            listener(parsed.output);
            return;
          }
          isOver = true;
          conversation.cancel(id);
          onEnd?.({ name: 'internal', detail: explainIssues(path.join('.'), parsed.issues) });
        },
        error({ name, detail }) {
          isOver = true;
          onEnd?.({ name: boundaryRefusals.find((each) => each === name) ?? 'internal', detail });
        },
      });
      return () => {
        if (!isOver) conversation.cancel(id);
        isOver = true;
      };
    },
  };
}

function createConversation(link: Link, options: ClientOptions): Conversation {
  const waiters = new Map<number, Waiter>();
  let lastId = 0;
  let closedBecause: string | null = null;

  function end(why: string): void {
    if (closedBecause !== null) return;
    closedBecause = shorten(why);
    link.close();
    const ended = [...waiters.values()];
    waiters.clear();
    for (const waiter of ended) waiter.error({ name: 'link_closed', detail: closedBecause });
  }
  function take(frame: ServerFrame): void {
    if (frame.type === 'hello') {
      if (frame.protocol === protocol) options.onHello?.(frame);
      else end(`The node is version ${frame.version} and speaks another protocol: open it anew.`);
    } else if (frame.type === 'value') {
      waiters.get(frame.id)?.value(frame.value);
    } else if (frame.id === 0) {
      end(frame.detail);
    } else {
      const waiter = waiters.get(frame.id);
      waiters.delete(frame.id);
      waiter?.error({ name: frame.name, detail: frame.detail });
    }
  }
  link.onFrame((text) => {
    if (closedBecause !== null) return;
    const frame = parseServerFrame(text);
    if (frame.ok) take(frame.value);
    else end(frame.error.detail);
  });
  link.onClose(() => {
    end('The link to the node is closed.');
  });

  function ask(frame: (id: number) => ClientFrame, waiter: Waiter): number {
    const id = (lastId += 1);
    if (closedBecause !== null) {
      waiter.error({ name: 'link_closed', detail: closedBecause });
      return id;
    }
    const encoded = encodeFrame(frame(id));
    if (encoded.ok) {
      waiters.set(id, waiter);
      link.send(encoded.value);
    } else {
      waiter.error({ name: 'invalid_input', detail: encoded.error.detail });
    }
    return id;
  }
  function forget(id: number): void {
    waiters.delete(id);
  }
  function cancel(id: number): void {
    if (!waiters.delete(id)) return;
    const encoded = encodeFrame({ type: 'cancel', id });
    if (encoded.ok) link.send(encoded.value);
  }
  return { ask, forget, cancel };
}
