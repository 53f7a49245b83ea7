/** What a node must offer for a contract: a function for each call, a source for each topic. */
import type { Refusal, Result } from '../base/result.ts';
import type { CallSpec, Contract, TopicSpec } from './schema.ts';

export type Handlers<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in keyof C[Group]]: C[Group][Name] extends CallSpec<
      infer Input,
      infer Output,
      infer Refused
    >
      ? (input: Input) => Answer<Output, Refused>
      : C[Group][Name] extends TopicSpec<infer Value>
        ? Topic<Value>
        : never;
  };
};

export type Answer<Output, Refused extends string> =
  Result<Output, Refusal<Refused>> | Promise<Result<Output, Refusal<Refused>>>;

/** Something with a present value. */
export interface Topic<Value> {
  /** Calls the listener at once with the present value and then with each later one. */
  subscribe(listener: (value: Value) => void): () => void;
}

/** A topic whose value is set from outside. */
export interface Cell<Value> extends Topic<Value> {
  get(): Value;
  set(value: Value): void;
  /** The value is what this reads when somebody next wants to know it. Whoever listens already is not told. */
  setWhenWanted(read: () => Value): void;
  /** How many listen now, so that nothing is measured for nobody. */
  listeners(): number;
}

export function createCell<Value>(first: Value): Cell<Value> {
  let value = first;
  let unread: (() => Value) | null = null;
  const listeners = new Set<(value: Value) => void>();

  function get(): Value {
    const read = unread;
    unread = null;
    if (read !== null) value = read();
    return value;
  }

  return {
    get,
    set(next) {
      unread = null;
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    setWhenWanted(read) {
      unread = read;
    },
    subscribe(listener) {
      const own = (next: Value) => {
        listener(next);
      };
      listeners.add(own);
      own(get());
      return () => {
        listeners.delete(own);
      };
    },
    listeners: () => listeners.size,
  };
}
