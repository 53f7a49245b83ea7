/**
 * Ways into communities. An invitation that was accepted is looked after until the community's genesis is here;
 * then the community is opened, with the record that asks for membership, and this is done.
 */
import { bytesToHex, hexToBytes } from '../../../../shared/base/bytes.ts';
import { recordTopicOf } from '../../../../shared/ledger/genesis.ts';
import type { JoiningView } from '../../../../shared/api/community-contract.ts';
import type { UnwelcomeReason } from '../../../../shared/peers/record-protocol.ts';
import { findGenesis } from '../../../engine/record/join.ts';
import type { Clock, Log } from '../../../engine/ports.ts';
import { cryptography } from '../../cryptography.ts';
import type { Swarms } from '../../hyperswarm.ts';
import type { BookAttempt, CommunityBook } from './community-book.ts';
import type { Communities } from './communities.ts';
import { labelByDefault } from './communities.ts';

export interface Attempts {
  readonly begin: (attempt: BookAttempt) => void;
  readonly has: (id: string) => boolean;
  /** False if there is none. */
  readonly cancel: (id: string) => Promise<boolean>;
  readonly views: () => readonly JoiningView[];
  readonly close: () => Promise<void>;
}

interface Refusal {
  readonly why: UnwelcomeReason | null;
}

interface Search {
  readonly stop: () => Promise<void>;
  /** Null as long as no machine has refused to answer. */
  readonly refusal: () => Refusal | null;
}

export interface AttemptsPorts {
  readonly book: CommunityBook;
  readonly communities: Communities;
  readonly swarms: Swarms;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

/** After so long without anybody it is said, and tried on. */
export const patienceMs = 60_000;

export function createAttempts(ports: AttemptsPorts): Attempts {
  const { book, communities, swarms, clock, log, onChange } = ports;
  const searches = new Map<string, Search>();

  function search(attempt: BookAttempt): void {
    const { id } = attempt;
    const key = hexToBytes(id);
    const swarm = swarms.open(recordTopicOf(key, cryptography.hash));
    const { device } = communities.keys();
    const credential = hexToBytes(attempt.credential);
    let refusal: Refusal | null = null;
    const { start, stop: end } = findGenesis(
      { clock, cryptography, swarm, log, device, credential },
      key,
      {
        found: (genesis) => void found(attempt, genesis),
        refused(why) {
          refusal = { why };
          onChange();
        },
      },
    );
    const started = start();
    const stop = async () => {
      await started;
      await end();
    };
    searches.set(id, { stop, refusal: () => refusal });
    // what is shown depends on how long it has taken
    clock.after(patienceMs, onChange);
  }

  async function found(attempt: BookAttempt, genesis: Uint8Array): Promise<void> {
    const { id, memberName, credential } = attempt;
    // its place in the network is needed by the community itself
    await stop(id);
    const added = await communities.add(genesis, { memberName, label: labelByDefault, credential });
    if (!added.ok) log.warn(`The community could not be opened. ${added.error.detail}`);
    else forget(id);
    onChange();
  }

  async function stop(id: string): Promise<void> {
    const running = searches.get(id);
    searches.delete(id);
    await running?.stop();
  }

  function forget(id: string): void {
    book.set({ attempts: book.get().attempts.filter((each) => each.id !== id) });
  }

  for (const attempt of book.get().attempts) {
    // a community that was opened before a crash could forget the attempt
    if (communities.find(attempt.id) === null) search(attempt);
    else forget(attempt.id);
  }

  return {
    begin(attempt) {
      book.set({ attempts: [...book.get().attempts, attempt] });
      search(attempt);
      onChange();
    },
    has: (id) => book.get().attempts.some((each) => each.id === id),
    async cancel(id) {
      if (!book.get().attempts.some((each) => each.id === id)) return false;
      forget(id);
      await stop(id);
      onChange();
      return true;
    },
    views: () =>
      book.get().attempts.map((attempt) => viewOf(attempt, searches.get(attempt.id), clock.now())),
    async close() {
      await Promise.all([...searches.keys()].map(stop));
    },
  };
}

function viewOf(
  { id, name, startedAtMs }: BookAttempt,
  search: Search | undefined,
  nowMs: number,
): JoiningView {
  const isLate = nowMs - startedAtMs >= patienceMs;
  const about = { id, name, startedAtMs, height: null };
  const refused = search?.refusal() ?? null;
  if (refused !== null) {
    const refusal = refused.why ?? 'invitation_refused';
    return { ...about, state: 'refused', refusal, sentence: refusalSentences[refusal] };
  }
  if (isLate) {
    const sentence =
      'Nobody of the community answers. Somebody who is a member must be online; it is tried on.';
    return { ...about, state: 'nobody answers', refusal: null, sentence };
  }
  return { ...about, state: 'looking', refusal: null, sentence: 'Looking for a member.' };
}

/** What members said of an invitation, and as it may be a lie, or they may be behind, that it is tried on. */
const refusalSentences = {
  invitation_expired: 'Members say that this invitation has expired. Ask for another one.',
  invitation_used:
    'Members say that somebody has used this invitation already. Ask for another one.',
  inviter_not_a_member:
    'Members say that whoever made this invitation is no longer a member. Ask somebody else for one.',
  invitation_refused:
    'Members are here, but do not let this invitation in, and do not say why. Ask for another one. This one is tried on.',
} as const;

/** An attempt as the book keeps it. */
export function attemptOf(
  community: Uint8Array,
  given: Pick<BookAttempt, 'name' | 'memberName'> & { readonly credential: Uint8Array },
  nowMs: number,
): BookAttempt {
  const { name, memberName, credential } = given;
  const id = bytesToHex(community);
  return { id, name, memberName, startedAtMs: nowMs, credential: bytesToHex(credential) };
}
