/** People and causes as they are named in everything that is said of stakes. */
import type { CauseRefView } from '../../../../shared/api/cause-shape.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
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
  const person = (member: string) => personOf(state, member);
  const cause = (id: string) => {
    const known = book.cause(id);
    return known === null
      ? { id, statement: forgotten, issuer: { id: nobody, name: null } }
      : { id, statement: shownName(known.statement), issuer: person(known.issuer) };
  };
  return { person, cause, causeOrNone: (id) => (id === '' ? null : cause(id)) };
}
