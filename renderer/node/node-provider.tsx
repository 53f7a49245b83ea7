import { createContext, useCallback, useContext, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { assert } from '../../shared/base/assert.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { Connection, ConnectionState, NodeClient } from './connection.ts';
import type { TopicStore, Watched } from './topic-store.ts';

const ConnectionContext = createContext<Connection | null>(null);

/** Gives the node to all that is inside. The connection outlives every mount: the caller makes it. */
export function NodeProvider(props: {
  readonly connection: Connection;
  readonly children: ReactNode;
}) {
  return <ConnectionContext value={props.connection}>{props.children}</ConnectionContext>;
}

function useNode(): Connection {
  const connection = useContext(ConnectionContext);
  assert(connection !== null, 'everything that asks the node is inside a NodeProvider');
  return connection;
}

/** The state of the link to the node, for "not connected since". */
export function useConnection(): ConnectionState & { readonly retry: () => void } {
  const { onChange, getState, retry } = useNode();
  return { ...useSyncExternalStore(onChange, getState), retry };
}

/** Watches a topic as long as the component is there: `useTopic((node) => node.lending.state)`. */
export function useTopic<Value>(
  select: (node: NodeClient) => Pick<TopicStore<Value>, 'watch' | 'get'>,
): Watched<Value> {
  const store = select(useNode().client);
  return useSyncExternalStore(store.watch, store.get);
}

/** A call, and how the latest one of this component stands. */
export interface CallInHand<Input extends readonly unknown[], Output, Name extends string> {
  readonly start: (...input: Input) => Promise<Result<Output, Refusal<Name>>>;
  readonly isPending: boolean;
  /** Why the latest was refused; null while one is under way and after one that was done. */
  readonly refusal: Refusal<Name> | null;
}

/** `const submit = useCall((node) => node.jobs.submit)`; then `await submit.start(request)`. */
export function useCall<Input extends readonly unknown[], Output, Name extends string>(
  select: (node: NodeClient) => (...input: Input) => Promise<Result<Output, Refusal<Name>>>,
): CallInHand<Input, Output, Name> {
  const call = select(useNode().client);
  const [pending, setPending] = useState(0);
  const [refusal, setRefusal] = useState<Refusal<Name> | null>(null);
  const start = useCallback(
    async (...input: Input) => {
      setPending((before) => before + 1);
      setRefusal(null);
      const result = await call(...input);
      setPending((before) => before - 1);
      setRefusal(result.ok ? null : result.error);
      return result;
    },
    [call],
  );
  return { start, isPending: pending > 0, refusal };
}
