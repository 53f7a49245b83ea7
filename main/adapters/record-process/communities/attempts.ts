/**
 * Ways into communities. An invitation that was accepted is looked after until the community's genesis is here;
 * then the community is opened, with the record that asks for membership, and this is done.
 */
import { bytesToHex, hexToBytes } from '../../../../shared/base/bytes.ts';
import { recordTopicOf } from '../../../../shared/ledger/genesis.ts';
import type { JoiningView } from '../../../../shared/api/community-contract.ts';
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

interface Search {
  readonly stop: () => Promise<void>;
  /** How often a machine did not answer what it was asked for. */
  readonly refusals: () => number;
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
    let refusals = 0;
    const { start, stop: end } = findGenesis(
      { clock, cryptography, swarm, log, device, credential },
      key,
      {
        found: (genesis) => void found(attempt, genesis),
        refused(times) {
          refusals = times;
          onChange();
        },
      },
    );
    const started = start();
    const stop = async () => {
      await started;
      await end();
    };
    searches.set(id, { stop, refusals: () => refusals });
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
  if ((search?.refusals() ?? 0) > 0) {
    const sentence =
      'Members are here, but do not let this invitation in: it has expired, was used, or its maker is gone. ' +
      'Ask for another one. This one is tried on.';
    return { ...about, state: 'refused', refusal: 'invitation_refused', sentence };
  }
  if (isLate) {
    const sentence =
      'Nobody of the community answers. Somebody who is a member must be online; it is tried on.';
    return { ...about, state: 'nobody answers', refusal: null, sentence };
  }
  return { ...about, state: 'looking', refusal: null, sentence: 'Looking for a member.' };
}

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
