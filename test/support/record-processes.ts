/** Record processes as a node has them, on a DHT of their own, each with a data folder. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import type { NodeKeys } from '../../main/adapters/keys.ts';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import { openRecordProcess } from '../../main/adapters/record-process/record-process.ts';
import type { RecordProcess } from '../../main/adapters/record-process/record-process.ts';
import type { RecordProcessHost } from '../../main/adapters/record-process/host.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import type { CommunitiesView, CommunityView } from '../../shared/api/community-contract.ts';
import { hexToBytes } from '../../shared/base/bytes.ts';
import { signRecord } from '../../shared/ledger/check-record.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';

export interface RecordNodeUnderTest {
  readonly name: string;
  readonly dataFolder: string;
  readonly record: RecordProcess;
  readonly client: RecordProcess['client'];
  readonly keys: NodeKeys;
  /** What the topic last said. */
  readonly seen: () => CommunitiesView;
  readonly community: () => CommunityView;
  readonly log: () => string;
}

export interface RecordWorld {
  readonly start: (name: string, options?: StartOptions) => RecordNodeUnderTest;
}

export interface StartOptions {
  readonly dataFolder?: string;
  readonly host?: RecordProcessHost;
}

/** Waits for it; generous, because the machine may be busy and an epoch has to end. */
export function eventually<Value>(check: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 90_000, interval: 50 });
}

export async function createRecordWorld(): Promise<RecordWorld> {
  const dht = await startLocalDht();
  onTestFinished(() => dht.close());
  return {
    start(name, { dataFolder = makeFolder(name), host } = {}) {
      const keys = openKeys(dataFolder);
      if (!keys.ok) throw new Error(keys.error.detail);
      const record = openRecordProcess({
        ...{ dataFolder, bootstrap: dht.bootstrap, version: 'test', clock: systemClock },
        log: { info: () => {}, warn: () => {} },
        ...(host !== undefined && { host }),
      });
      onTestFinished(() => record.close());
      let view: CommunitiesView = { device: null, communities: [], joining: [], unusable: [] };
      record.client.communities.list.subscribe((next) => {
        view = next;
      });
      return {
        ...{ name, dataFolder, record, client: record.client, keys: keys.value },
        seen: () => view,
        community() {
          const [community] = view.communities;
          if (community === undefined) throw new Error(`${name} is in no community`);
          return community;
        },
        log: () => readFileSync(join(dataFolder, 'record.log'), 'utf8'),
      };
    },
  };
}

function makeFolder(name: string): string {
  const dataFolder = mkdtempSync(join(tmpdir(), `common-hours-${name}-`));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  return dataFolder;
}

/** The value of a result; its sentence where there is none. */
export function valueOf<Value>(
  result:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly error: { readonly detail: string } },
): Value {
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

/** A counter by which one gave the other so much in an epoch, signed by both. */
export function counterOf(
  supplier: RecordNodeUnderTest,
  consumer: RecordNodeUnderTest,
  given: Pick<CounterBody, 'epoch' | 'sequence' | 'count' | 'quantity'>,
): Uint8Array {
  const body: CounterBody = {
    supplier: supplier.keys.device.publicKey,
    consumer: consumer.keys.device.publicKey,
    currency: 0,
    cause: new Uint8Array(32),
    root: cryptography.hash(new Uint8Array([given.sequence])),
    ...given,
  };
  const community = hexToBytes(supplier.community().id);
  const signers = [supplier, consumer].map(
    ({ keys }) =>
      (message: Uint8Array) =>
        keys.device.sign(message),
  );
  return signRecord({ kind: 'counter', body }, community, cryptography.hash, signers).bytes;
}
