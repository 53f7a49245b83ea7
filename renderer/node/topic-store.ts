import type { ClientTopic } from '../../shared/api/client.ts';

/** What a part of the page knows of a topic. */
export interface Watched<Value> {
  /** The newest value that arrived; undefined before the first. It stays while the link is down. */
  readonly value: Value | undefined;
  /** Whether the node would have told if there were a newer one. */
  readonly isCurrent: boolean;
  /** Why the node stopped telling, in a sentence; null while it tells or the link is down. */
  readonly problem: string | null;
}

/** A topic that many parts of the page watch by one subscription, over one link after another. */
export interface TopicStore<Value> {
  watch(listener: () => void): () => void;
  get(): Watched<Value>;
  /** The topic on a new link, or null when the link is gone. */
  attach(topic: ClientTopic<Value> | null): void;
}

export type AnyTopic = ClientTopic<unknown> | null;

export function createTopicStore<Value>(): TopicStore<Value> {
  const listeners = new Set<() => void>();
  let watched: Watched<Value> = { value: undefined, isCurrent: false, problem: null };
  let topic: ClientTopic<Value> | null = null;
  let unsubscribe: (() => void) | null = null;

  function become(change: Partial<Watched<Value>>): void {
    watched = { ...watched, ...change };
    for (const listener of [...listeners]) listener();
  }
  function begin(): void {
    if (topic === null || unsubscribe !== null || listeners.size === 0) return;
    unsubscribe = topic.subscribe(
      (value) => {
        become({ value, isCurrent: true, problem: null });
      },
      (end) => {
        become({ isCurrent: false, problem: end.name === 'link_closed' ? null : end.detail });
      },
    );
  }
  function end(): void {
    unsubscribe?.();
    unsubscribe = null;
    watched = { ...watched, isCurrent: false };
  }
  return {
    watch(listener) {
      // The same function may watch twice; each watch is one of its own.
      const own = () => {
        listener();
      };
      listeners.add(own);
      begin();
      return () => {
        listeners.delete(own);
        if (listeners.size === 0) end();
      };
    },
    get: () => watched,
    attach(next) {
      end();
      topic = next;
      begin();
    },
  };
}
