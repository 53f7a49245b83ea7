/**
 * A community of this node as its engine sees it: who belongs to it, and what each may use, kept in memory from what
 * the process of the record says, and counters on their way into the record. While that process is away the last
 * that it said holds, and nothing can be submitted.
 */
import type { Client } from '../../shared/api/client.ts';
import type { recordContract, RosterEntryView } from '../../shared/api/record-contract.ts';
import { bytesToHex, hexToBytes } from '../../shared/base/bytes.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { deviceOf, memberOf } from '../../shared/domain/peer-id.ts';
import { epochAt } from '../../shared/ledger/epoch-value.ts';
import type { Accounts, Community, Log } from '../engine/ports.ts';
import { counterBytes, seriesOf } from './counter-for-record.ts';

/** What a genesis says that is needed before anything is known of the record. */
export interface CommunityFacts {
  /** Lower-case hexadecimal. */
  readonly id: string;
  readonly name: string;
  readonly startsAtMs: number;
  readonly epochMs: number;
}

export interface MemberCommunity extends Community {
  close(): void;
}

/** What is kept apart beside the engine, in both currencies, by community. */
interface SetAside {
  of(community: string): readonly [bigint, bigint];
  onChange(listener: () => void): () => void;
}

/** Follows one community of the record's process. */
export function createMemberCommunity(
  client: Client<typeof recordContract>,
  { id, startsAtMs, epochMs }: CommunityFacts,
  { log, setAsides }: { readonly log: Log; readonly setAsides: SetAside },
): MemberCommunity {
  const roster = new Map<string, RosterEntryView>();
  const listeners = new Set<() => void>();
  let known = 0;
  let wanted = 0;
  let isReading = false;
  let isClosed = false;

  const unsubscribe = client.communities.list.subscribe(({ communities }) => {
    const revision = communities.find((each) => each.id === id)?.revision ?? 0;
    // A process that was started anew counts from the beginning.
    if (revision < wanted) known = 0;
    wanted = revision;
    if (known < wanted) void read();
  });

  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      while (!isClosed && known < wanted && (await readOnce()));
    } finally {
      isReading = false;
    }
  }

  /** All that changed since the last time; false when it could not be read, and the next change asks again. */
  async function readOnce(): Promise<boolean> {
    const since = known;
    let after: string | null = null;
    for (;;) {
      const page = await client.work.roster({ community: id, since, after });
      if (!page.ok) {
        log.warn(`The members of the community could not be read: ${page.error.detail}`);
        return false;
      }
      const { members, isCut, revision } = page.value;
      if (since === 0 && after === null) roster.clear();
      for (const entry of members) roster.set(entry.member, entry);
      after = members.at(-1)?.member ?? null;
      if (isCut && after !== null) continue;
      known = revision;
      for (const listener of [...listeners]) listener();
      return true;
    }
  }

  const stopSetAsides = setAsides.onChange(() => {
    for (const listener of [...listeners]) listener();
  });

  const accounts: Accounts = {
    setAside: () => setAsides.of(id)[0],
    of(member) {
      const entry = roster.get(member);
      return entry?.isActive === true ? entry.accounts[0] : null;
    },
    async submit(counter) {
      const answer = await client.work.submit({
        community: id,
        records: [counterBytes(counter)],
      });
      if (!answer.ok) return answer;
      const refusal = answer.value.results[0]?.refusal ?? null;
      if (refusal !== null) return refuse(refusal.name, refusal.detail);
      // What was submitted is provisional from now on, and whoever asks next is to hear it.
      await readOnce();
      return ok(null);
    },
    async countedOf(series) {
      const counters = series.map(({ record, ...subject }) => ({
        ...seriesOf(subject),
        record: record && bytesToHex(record),
      }));
      return client.work.counted({ community: id, counters });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  return {
    id: hexToBytes(id),
    epochAt: (unixMs) => epochAt(unixMs, startsAtMs, epochMs),
    epochEndsAtMs: (epoch) => startsAtMs + (epoch + 1) * epochMs,
    belongs(peer) {
      const entry = roster.get(memberOf(peer));
      return entry?.isActive === true && entry.devices.includes(deviceOf(peer));
    },
    accounts,
    close() {
      isClosed = true;
      listeners.clear();
      stopSetAsides();
      unsubscribe();
    },
  };
}
