/** People and causes as they are named in everything that is said of stakes. */
import type { CauseRefView } from '../../../../shared/api/cause-shape.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { personOf } from '../views/state-index.ts';
import type { StakeBook } from './stake-book.ts';

export interface Names {
  readonly person: (member: string) => { id: string; name: string | null };
  readonly cause: (id: string) => CauseRefView;
  /** The cause of a lot; null for stake in oneself, which has none. */
  readonly causeOrNone: (id: string) => CauseRefView | null;
}

/** A machine that began with a snapshot knows nothing of what was forgotten before. */
const forgotten = 'A cause of which this computer keeps nothing any more.';
const nobody = '0'.repeat(64);

export function namesIn({ node }: OpenCommunity, book: StakeBook): Names {
  const state = node.state();
  const people = kept(peopleByState, state);
  const causes = kept(causesByBook, book);
  const person = (member: string) => found(people, member, () => personOf(state, member));
  const cause = (id: string): CauseRefView => {
    const known = book.cause(id);
    if (known === null) return { id, statement: forgotten, issuer: { id: nobody, name: null } };
    const statement = found(causes, id, () => shownName(known.statement));
    return { id, statement, issuer: person(known.issuer) };
  };
  return { person, cause, causeOrNone: (id) => (id === '' ? null : cause(id)) };
}

/** To find what can be shown of a text takes longer than all else, and a search asks for thousands. */
const peopleByState = new WeakMap<LedgerState, Map<string, ReturnType<typeof personOf>>>();
const causesByBook = new WeakMap<StakeBook, Map<string, string>>();

function kept<Key extends object, Value>(
  all: WeakMap<Key, Map<string, Value>>,
  key: Key,
): Map<string, Value> {
  const known = all.get(key) ?? new Map<string, Value>();
  all.set(key, known);
  return known;
}

function found<Value>(known: Map<string, Value>, id: string, find: () => Value): Value {
  const value = known.get(id) ?? find();
  known.set(id, value);
  return value;
}
