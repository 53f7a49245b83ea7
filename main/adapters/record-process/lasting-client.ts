/**
 * A client of a contract whose other end may end and come back: subscriptions outlive it and are taken up
 * again, calls do not and answer `link_closed`, because nobody knows whether they were done.
 *
 * Those who listen to a topic before its first value has come over a link hear it over one subscription: nearly all of
 * a node's own, which listen from its start on and for as long as it runs. Whoever comes later has one of its own, as
 * it must hear what is newest, such as what a call has just done.
 */
import { createClient } from '../../../shared/api/client.ts';
import type { Client, TopicEnd } from '../../../shared/api/client.ts';
import type { Link } from '../../../shared/api/link.ts';
import { mapContract } from '../../../shared/api/schema.ts';
import type { Contract } from '../../../shared/api/schema.ts';
import { refuse } from '../../../shared/base/result.ts';

export interface LastingClient<C extends Contract> {
  readonly client: Client<C>;
  /** From now on everything goes over this link, until it closes. */
  readonly connect: (link: Link) => void;
  /** What was told holds no longer: those who listen hear the first values again, until somebody is there. */
  readonly forget: () => void;
  /** Ends every subscription. */
  readonly close: () => void;
}

export interface LastingOptions {
  /** Somebody asks or listens: the other end may be wanted now. True when it is, or will be, there. */
  readonly wanted: (what: 'call' | 'topic') => void;
  /** Said to whoever asks while nobody is there. */
  readonly absence: () => string;
  /** What a topic says as long as nobody is there and never was. */
  readonly firstValue: (group: string, name: string) => unknown;
}

type AnyCall = (input: unknown) => Promise<unknown>;
interface AnyTopic {
  subscribe(listener: (value: unknown) => void, onEnd?: (end: TopicEnd) => void): () => void;
}
type AnyClient = Readonly<Record<string, Readonly<Record<string, AnyCall & AnyTopic>>>>;

/** One that listens, and what ends its part in a subscription at the present link. */
interface Listener {
  readonly group: string;
  readonly name: string;
  /** Of the topic, among those of all groups. */
  readonly key: string;
  readonly tell: (value: unknown) => void;
  readonly onEnd: ((end: TopicEnd) => void) | undefined;
  end: () => void;
}

/** One subscription at the present link. */
interface Shared {
  readonly listeners: Set<Listener>;
  end: () => void;
}

export function createLastingClient<C extends Contract>(
  contract: C,
  options: LastingOptions,
): LastingClient<C> {
  const listeners = new Set<Listener>();
  const last = new Map<string, unknown>();
  /** Subscriptions over which nothing has come yet. */
  const awaited = new Map<string, Shared>();
  let present: AnyClient | null = null;

  function attach(listener: Listener): void {
    const { key } = listener;
    const shared = awaited.get(key) ?? open(listener);
    if (shared === null) return;
    shared.listeners.add(listener);
    listener.end = () => {
      shared.listeners.delete(listener);
      if (shared.listeners.size > 0) return;
      if (awaited.get(key) === shared) awaited.delete(key);
      shared.end();
    };
  }

  /** Null while nobody is there. */
  function open({ group, name, key }: Listener): Shared | null {
    const topic = present?.[group]?.[name];
    if (topic === undefined) return null;
    const shared: Shared = { listeners: new Set(), end: () => {} };
    const begun = () => {
      if (awaited.get(key) === shared) awaited.delete(key);
    };
    awaited.set(key, shared);
    shared.end = topic.subscribe(
      (value) => {
        begun();
        last.set(key, value);
        for (const { tell } of shared.listeners) tell(value);
      },
      (end) => {
        begun();
        // the link itself has ended: the next one is waited for
        if (end.name === 'link_closed') return;
        for (const listener of shared.listeners)
          if (listeners.delete(listener)) listener.onEnd?.(end);
      },
    );
    return shared;
  }

  function subscribe(group: string, name: string): AnyTopic['subscribe'] {
    const key = `${group}.${name}`;
    return (tell, onEnd) => {
      const listener: Listener = { group, name, key, tell, onEnd, end: () => {} };
      listeners.add(listener);
      options.wanted('topic');
      if (present === null) tell(last.get(key) ?? options.firstValue(group, name));
      attach(listener);
      return () => {
        listeners.delete(listener);
        listener.end();
      };
    };
  }

  function ask(group: string, name: string): AnyCall {
    return async (input) => {
      options.wanted('call');
      const call = present?.[group]?.[name];
      return call === undefined ? refuse('link_closed', options.absence()) : call(input);
    };
  }

  const client = mapContract(contract, (group, name, { kind }) =>
    kind === 'call' ? ask(group, name) : { subscribe: subscribe(group, name) },
  ) as Client<C>;

  return {
    client,
    connect(link) {
      const mine = createClient(contract, link) as unknown as AnyClient;
      present = mine;
      awaited.clear();
      link.onClose(() => {
        if (present === mine) present = null;
      });
      for (const listener of listeners) attach(listener);
    },
    forget() {
      last.clear();
      for (const { group, name, tell } of listeners) {
        const first = options.firstValue(group, name);
        if (first !== undefined) tell(first);
      }
    },
    close() {
      present = null;
      const ended = [...listeners];
      listeners.clear();
      for (const { onEnd } of ended) onEnd?.({ name: 'link_closed', detail: options.absence() });
    },
  };
}
