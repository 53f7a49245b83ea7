/** Answers over a link what a contract promises. A fault of a handler never reaches the other side. */
import * as v from 'valibot';
import type { Schema } from '../base/fields.ts';
import type { Refusal, Result } from '../base/result.ts';
import { limits } from '../domain/limits.ts';
import { createCoalescer } from './coalescer.ts';
import type { Coalescer } from './coalescer.ts';
import type { Handlers } from './handlers.ts';
import type { Link } from './link.ts';
import { toWire } from '../base/fields.ts';
import type { CallSpec, Contract, Spec, TopicSpec } from './schema.ts';
import { encodeFrame, explainIssues, parseClientFrame, protocol, shorten } from './wire.ts';
import type { ClientFrame, ServerFrame } from './wire.ts';

export interface ServerPorts {
  /** Of the program, for the hello. */
  readonly version: string;
  readonly log: { warn(sentence: string, cause?: unknown): void };
  /** Calls once after `ms`; the answer cancels it. */
  after(ms: number, action: () => void): () => void;
}

/** Subscriptions that one link may hold. */
export const topicsPerLink = 64;

type CallHandler = (input: unknown) => Result<unknown, Refusal> | Promise<Result<unknown, Refusal>>;

interface TopicHandler {
  subscribe(listener: (value: unknown) => void): () => void;
}

/** Starts to answer; what it answers with ends every subscription and closes the link. */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  link: Link,
  ports: ServerPorts,
): () => void {
  const session: Session = {
    link,
    ports,
    calls: new Set(),
    topics: new Map(),
    highestId: 0,
  };
  link.onClose(() => {
    for (const end of [...session.topics.values()]) end();
    session.topics.clear();
  });
  send(session, { type: 'hello', protocol, version: ports.version });
  link.onFrame((text) => {
    const frame = parseClientFrame(text);
    if (!frame.ok) {
      hangUp(session, frame.error);
    } else if (frame.value.type === 'cancel') {
      session.topics.get(frame.value.id)?.();
    } else if (frame.value.id <= session.highestId) {
      hangUp(session, { name: 'bad_frame', detail: 'A number was used twice.' });
    } else {
      session.highestId = frame.value.id;
      begin(session, contract, handlers, frame.value);
    }
  });
  return () => {
    link.close();
  };
}

interface Session {
  readonly link: Link;
  readonly ports: ServerPorts;
  readonly calls: Set<number>;
  /** What ends each subscription. */
  readonly topics: Map<number, () => void>;
  highestId: number;
}

function begin(
  session: Session,
  contract: Contract,
  handlers: unknown,
  frame: Exclude<ClientFrame, { type: 'cancel' }>,
): void {
  const [group, name] = frame.path;
  const spec = own(own(contract, group), name) as Spec | undefined;
  const handler = own(own(handlers, group), name);
  const what = `${group}.${name}`;
  if (frame.type === 'call' && spec?.kind === 'call') {
    void answer(session, frame, what, spec, handler as CallHandler);
  } else if (frame.type === 'subscribe' && spec?.kind === 'topic') {
    subscribe(session, frame.id, what, spec, handler as TopicHandler);
  } else {
    const kind = frame.type === 'call' ? 'call' : 'topic';
    sendError(session, frame.id, 'invalid_input', `This node has no ${kind} ${what}.`);
  }
}

/** A property of the object's own, so that no path reaches what objects inherit. */
function own(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, key))
    return undefined;
  return (object as Readonly<Record<string, unknown>>)[key];
}

async function answer(
  session: Session,
  frame: Extract<ClientFrame, { type: 'call' }>,
  what: string,
  spec: CallSpec<unknown, unknown, string>,
  handler: CallHandler,
): Promise<void> {
  if (session.calls.size >= limits.apiCallsInFlight) {
    const detail = `The node is still busy with ${session.calls.size} calls: try again shortly.`;
    sendError(session, frame.id, 'busy', detail);
    return;
  }
  const input = v.safeParse(spec.input, frame.input);
  if (!input.success) {
    sendError(session, frame.id, 'invalid_input', explainIssues(what, input.issues));
    return;
  }
  session.calls.add(frame.id);
  try {
    const result = await handler(input.output);
    if (result.ok) sendValue(session, frame.id, what, spec.output, result.value);
    else sendError(session, frame.id, result.error.name, result.error.detail);
  } catch (cause) {
    session.ports.log.warn(`${what} failed by a fault of the program.`, cause);
    sendError(session, frame.id, 'internal', faultSentence);
  } finally {
    session.calls.delete(frame.id);
  }
}

function subscribe(
  session: Session,
  id: number,
  what: string,
  spec: TopicSpec<unknown>,
  handler: TopicHandler,
): void {
  if (session.topics.size >= topicsPerLink) {
    sendError(session, id, 'busy', `One link may follow ${topicsPerLink} topics at most.`);
    return;
  }
  let unsubscribe: (() => void) | null = null;
  let isOver = false;
  const coalescer: Coalescer<unknown> = createCoalescer(session.link, session.ports, (value) => {
    if (!sendValue(session, id, what, spec.value, value)) end();
  });
  function end(): void {
    isOver = true;
    session.topics.delete(id);
    coalescer.stop();
    unsubscribe?.();
    unsubscribe = null;
  }
  session.topics.set(id, end);
  try {
    unsubscribe = handler.subscribe(coalescer.offer);
    // The present value is spoken before `subscribe` has answered, and may have ended it.
    if (isOver) end();
  } catch (cause) {
    session.ports.log.warn(`${what} failed by a fault of the program.`, cause);
    sendError(session, id, 'internal', faultSentence);
    end();
  }
}

const faultSentence = 'Something went wrong inside the node; its log says what.';

/**
 * Sends a value in wire form. A value that is not what the contract promises is a fault of ours: it
 * is logged here, where somebody can do something about it, and answered as `internal`.
 */
function sendValue(
  session: Session,
  id: number,
  what: string,
  schema: Schema<unknown>,
  value: unknown,
): boolean {
  const wire = toWire(value);
  const checked = v.safeParse(schema, wire);
  const sent = checked.success && send(session, { type: 'value', id, value: wire });
  if (sent) return true;
  const why = checked.success ? 'the frame is too large' : explainIssues('value', checked.issues);
  session.ports.log.warn(`${what} answered what its contract does not allow: ${why}`);
  sendError(session, id, 'internal', faultSentence);
  return false;
}

function sendError(session: Session, id: number, name: string, detail: string): void {
  send(session, { type: 'error', id, name, detail: shorten(detail) });
}

function send(session: Session, frame: ServerFrame): boolean {
  const encoded = encodeFrame(frame);
  if (encoded.ok) session.link.send(encoded.value);
  return encoded.ok;
}

function hangUp(session: Session, why: Refusal): void {
  session.ports.log.warn(`A page or command line was cut off: ${why.detail}`);
  sendError(session, 0, why.name, why.detail);
  session.link.close();
}
