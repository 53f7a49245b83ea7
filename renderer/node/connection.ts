/**
 * Keeps one client for the page's whole life, although links come and go. Calls go over the link of
 * the moment and are never repeated; topics are asked for again on each new link, and speak their
 * present value at once.
 */
import { createClient } from '../../shared/api/client.ts';
import type { Client, ClientTopic } from '../../shared/api/client.ts';
import { contract } from '../../shared/api/contract.ts';
import type { Link } from '../../shared/api/link.ts';
import type { Contract } from '../../shared/api/schema.ts';
import { refuse } from '../../shared/base/result.ts';
import { createTopicStore } from './topic-store.ts';
import type { AnyTopic, TopicStore } from './topic-store.ts';

/** All calls of the contract as they are, and each topic as a store that many parts may watch. */
export type NodeClient = {
  readonly [Group in keyof typeof contract]: {
    readonly [Name in keyof (typeof contract)[Group]]: Lasting<
      Client<typeof contract>[Group][Name]
    >;
  };
};

type Lasting<Member> = Member extends ClientTopic<infer Value> ? TopicStore<Value> : Member;

export interface ConnectionState {
  /** `connecting` only until the first attempt has ended. */
  readonly state: 'connecting' | 'connected' | 'disconnected';
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** Of the node, once it has said hello. */
  readonly version: string | null;
}

export interface Connection {
  readonly client: NodeClient;
  getState(): ConnectionState;
  onChange(listener: () => void): () => void;
  /** Tries at once instead of when the next attempt is due. */
  retry(): void;
  close(): void;
}

export interface ConnectionPorts {
  /** A new link, or null when the node does not answer. */
  openLink(): Promise<Link | null>;
  now(): number;
  /** Calls once after `ms`; the answer cancels it. */
  after(ms: number, action: () => void): () => void;
}

const retryFirstMs = 250;
const retryMsMax = 5_000;

export function createConnection(ports: ConnectionPorts): Connection {
  const { client, attach } = createLastingClient();
  const listeners = new Set<() => void>();
  let state: ConnectionState = { state: 'connecting', sinceMs: ports.now(), version: null };
  let attempts = 0;
  let isOpening = false;
  let link: Link | null = null;
  let cancelRetry: (() => void) | null = null;
  let isClosed = false;

  function become(next: ConnectionState['state'], version: string | null): void {
    if (state.state === next && state.version === version) return;
    state = { state: next, sinceMs: ports.now(), version };
    for (const listener of [...listeners]) listener();
  }
  function lost(): void {
    link = null;
    attach(null);
    if (isClosed) return;
    become('disconnected', state.version);
    cancelRetry = ports.after(Math.min(retryFirstMs * 2 ** attempts, retryMsMax), connect);
    attempts += 1;
  }
  function connect(): void {
    cancelRetry?.();
    cancelRetry = null;
    if (isOpening || link !== null || isClosed) return;
    isOpening = true;
    void ports.openLink().then((opened) => {
      isOpening = false;
      if (opened === null || isClosed) {
        opened?.close();
        lost();
        return;
      }
      link = opened;
      const next = createClient(contract, opened, {
        onHello({ version }) {
          attempts = 0;
          become('connected', version);
        },
      });
      opened.onClose(lost);
      if (link !== null) attach(next);
    });
  }
  connect();
  return {
    client,
    getState: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    retry: connect,
    close() {
      isClosed = true;
      cancelRetry?.();
      link?.close();
    },
  };
}

/** A client that stays the same object while the one beneath it is exchanged. */
function createLastingClient() {
  type AnyClient = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  type AnyCall = (input?: unknown) => Promise<unknown>;
  let current: AnyClient | null = null;
  const stores: {
    readonly path: readonly [string, string];
    readonly store: TopicStore<unknown>;
  }[] = [];

  const topicOf = (group: string, name: string) => (current?.[group]?.[name] ?? null) as AnyTopic;
  const groups = Object.entries<Contract[string]>(contract).map(([group, specs]) => {
    const members = Object.entries(specs).map(([name, spec]) => {
      if (spec.kind === 'topic') {
        const store = createTopicStore<unknown>();
        stores.push({ path: [group, name], store });
        return [name, store] as const;
      }
      const call: AnyCall = (input) =>
        current === null
          ? Promise.resolve(refuse('link_closed', 'The node does not answer at the moment.'))
          : (current[group]?.[name] as AnyCall)(input);
      return [name, call] as const;
    });
    return [group, Object.fromEntries(members)] as const;
  });
  return {
    client: Object.fromEntries(groups) as unknown as NodeClient,
    attach(next: Client<typeof contract> | null) {
      current = next;
      for (const { path, store } of stores) store.attach(topicOf(...path));
    },
  };
}
