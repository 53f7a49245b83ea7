/** A person at the link of a real node: what it says last, and calls whose refusal ends the test. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { until } from '../../main/headless/connect.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import type {
  AuditView,
  CommunitiesView,
  CommunityView,
} from '../../shared/api/community-contract.ts';
import type {
  EntryView,
  JobView,
  NodeStatusView,
  StatementView,
} from '../../shared/api/contract.ts';
import { programs } from './nodes.ts';
import type { TestNode } from './nodes.ts';
import { oneSlice } from './one-slice.ts';
import { valueOf } from './record-processes.ts';

export interface Hand {
  readonly node: TestNode;
  readonly client: NodeConnection['client'];
  status(): NodeStatusView;
  communities(): CommunitiesView;
  /** The only one that this node is in. */
  community(): CommunityView;
  statement(): StatementView;
  audits(): readonly AuditView[];
  close(): void;
}

/** Connects to a node, and follows what it says. */
export async function handAt(node: TestNode): Promise<Hand> {
  const { client, close } = await node.connect();
  const status = followed(client.node.status);
  const communities = followed(client.communities.list);
  const statement = followed(client.hours.statement);
  const audits = followed(client.audits.list);
  const hand: Hand = {
    ...{ node, client, status, communities, statement, close },
    audits: () => audits().audits,
    community() {
      const [community] = communities().communities;
      if (community === undefined) throw new Error(`${node.name} is in no community`);
      return community;
    },
  };
  await eventually(() => [status(), communities(), statement()]);
  return hand;
}

function followed<Value>(topic: {
  subscribe(listener: (value: Value) => void, onEnd: () => void): () => void;
}): () => Value {
  let last: { readonly value: Value } | null = null;
  topic.subscribe(
    (value) => {
      last = { value };
    },
    () => undefined,
  );
  return () => {
    if (last === null) throw new Error('the node has not said it yet');
    return last.value;
  };
}

/** Waits until it no longer throws: for the end of an epoch of these tests, and a busy machine. */
export function eventually<Value>(check: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 90_000, interval: 50 });
}

/** Lends and asks in its only community from now on. */
export async function workInCommunity({ client, community }: Hand): Promise<void> {
  valueOf(await client.place.use({ community: community().id, code: null }));
}

/** Waits until both are connected in the place where they work, and the second has something to lend. */
export async function meet(one: Hand, lender: Hand): Promise<void> {
  valueOf(await until(lender.client.people.list, ({ present }) => present[0] ?? null));
  valueOf(
    await until(
      one.client.people.list,
      ({ present }) => present.find(({ lending, freeSlots }) => lending && freeSlots > 0) ?? null,
    ),
  );
}

/** Sends a counting of primes, and waits for its end. */
export async function countPrimes({ client }: Hand, below: number): Promise<JobView> {
  const module = readFileSync(join(programs, 'prime-count.wasm'));
  const { job } = valueOf(
    await client.jobs.submit({
      request: randomBytes(32).toString('hex'),
      draft: oneSlice(`Primes below ${below}`, module, new Uint8Array(), {
        args: ['2', String(below)],
      }),
      ceiling: 1_000_000n,
    }),
  );
  return valueOf(
    await until(client.jobs.list, ({ jobs }) => {
      const found = jobs.find(({ id }) => id === job);
      // The receipt is signed a moment after the answer.
      return found !== undefined && ended.has(found.state) && found.setAside === 0n ? found : null;
    }),
  );
}

const ended: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled']);

/** The entries of a statement once all of them are final. */
export function finalEntries({ statement }: Hand): Promise<readonly EntryView[]> {
  return eventually(() => {
    const { newest } = statement();
    const open = newest.filter(({ finality }) => finality?.state !== 'final');
    if (newest.length > 0 && open.length === 0) return newest;
    throw new Error(`not final: ${JSON.stringify(open.map(({ finality }) => finality))}`);
  });
}
