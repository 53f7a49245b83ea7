/**
 * The communities of this node: each with its file, its place in the network and its record node. One that cannot
 * be opened is named, and keeps none of the others from going on.
 */
import { bytesToHex, hexToBytes } from '../../../../shared/base/bytes.ts';
import { endProgram } from '../../../../shared/base/assert.ts';
import { ok } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import type { Parameters } from '../../../../shared/economy/parameters.ts';
import { checkGenesis } from '../../../../shared/ledger/check-genesis.ts';
import { recordTopicOf } from '../../../../shared/ledger/genesis.ts';
import type { Genesis } from '../../../../shared/ledger/genesis.ts';
import type { RecordNode } from '../../../engine/record/contract.ts';
import { createRecordNode } from '../../../engine/record/node.ts';
import type { RecordPorts } from '../../../engine/record/ports.ts';
import type { Clock, Log, Random } from '../../../engine/ports.ts';
import { communityFile, listCommunityFiles } from '../../community-store/community-files.ts';
import { openCommunityStore } from '../../community-store/open-store.ts';
import type { CommunityStore } from '../../community-store/open-store.ts';
import { cryptography } from '../../cryptography.ts';
import type { Swarms } from '../../hyperswarm.ts';
import type { NodeKeys } from '../../keys.ts';
import { isAway } from './community-book.ts';
import type { BookEntry, CommunityBook } from './community-book.ts';
import { bindingOf, deviceCredential, isCredentialOf } from './own-records.ts';

export interface OpenCommunity {
  /** The community's id. */
  readonly id: string;
  readonly key: Uint8Array;
  readonly genesis: Genesis;
  readonly genesisBytes: Uint8Array;
  readonly parameters: Parameters;
  readonly store: CommunityStore;
  readonly node: RecordNode;
  readonly openedAtMs: number;
  /** What the book says of it. */
  readonly entry: () => BookEntry;
  /** Rises with each change, and from one opening to the next. */
  readonly revision: () => number;
}

export interface UnusableFile {
  readonly file: string;
  readonly sentence: string;
}

export interface CommunitiesPorts {
  readonly dataFolder: string;
  readonly keys: NodeKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly swarms: Swarms;
  readonly book: CommunityBook;
  readonly verifyMany: RecordPorts['verifyMany'];
  /** One sentence, before the process ends because something cannot be kept. */
  readonly onFailure: (sentence: string) => void;
  readonly onChange: (id: string) => void;
  readonly onOpen: (community: OpenCommunity, communities: Pick<Communities, 'change'>) => void;
  /** The key of this machine was renewed: the others must be opened anew with it. */
  readonly onRenewed: () => void;
}

export interface Communities {
  /** They change when a record turns out to be rewound. */
  readonly keys: () => NodeKeys;
  readonly all: () => readonly OpenCommunity[];
  readonly find: (id: string) => OpenCommunity | null;
  readonly unusable: () => readonly UnusableFile[];
  /** Opens or makes the file of a community and keeps its record from now on. */
  readonly add: (
    genesis: Uint8Array,
    given: Pick<BookEntry, 'memberName' | 'label' | 'credential'>,
  ) => Promise<Result<OpenCommunity, Refusal>>;
  /** Stops keeping it; the file stays. */
  readonly putAway: (id: string) => Promise<void>;
  readonly change: (id: string, change: Partial<Omit<BookEntry, 'id'>>) => void;
  readonly close: () => Promise<void>;
}

/** What a machine is called as long as nobody has called it anything. */
export const labelByDefault = 'Computer';

interface Opened extends OpenCommunity {
  readonly end: () => Promise<void>;
}

export async function openCommunities(ports: CommunitiesPorts): Promise<Communities> {
  const { dataFolder, book, log } = ports;
  const opened = new Map<string, Opened>();
  const unusable: UnusableFile[] = [];
  let keys = ports.keys;

  const entryOf = (id: string) => book.get().communities.find((each) => each.id === id) ?? null;

  function change(id: string, changes: Partial<Omit<BookEntry, 'id'>>): void {
    const communities = book
      .get()
      .communities.map((each) => (each.id === id ? { ...each, ...changes } : each));
    book.set({ communities });
    ports.onChange(id);
  }

  function remember(entry: BookEntry): void {
    const others = book.get().communities.filter(({ id }) => id !== entry.id);
    book.set({ communities: [...others, entry] });
  }

  /** The record that brings this machine in; null where the genesis names it. */
  function credentialOf(
    store: CommunityStore,
    genesis: Genesis,
    key: Uint8Array,
  ): Uint8Array | null {
    const device = bytesToHex(keys.device.publicKey);
    if (genesis.founders.some((founder) => bytesToHex(founder.device) === device)) return null;
    const id = bytesToHex(key);
    const entry = entryOf(id);
    const kept = entry?.credential == null ? null : hexToBytes(entry.credential);
    if (kept !== null && isCredentialOf(kept, keys, key)) return kept;
    const written = store.highest(keys.device.publicKey);
    if (written !== null) return written.number === 1 ? store.bytesOf(written.id) : null;
    const credential = deviceCredential(keys, key, entry?.label ?? labelByDefault);
    change(id, { credential: bytesToHex(credential) });
    return credential;
  }

  function renewDevice(label: string) {
    const renewed = keys.renewDevice();
    if (!renewed.ok) {
      ports.onFailure(renewed.error.detail);
      return endProgram(renewed.error.detail);
    }
    keys = renewed.value;
    ports.onRenewed();
    return { ...keys.device, binding: bindingOf(keys), label };
  }

  async function open(file: string, genesis?: Uint8Array): Promise<Result<Opened, Refusal>> {
    const { hash } = cryptography;
    const told = { onFailure: ports.onFailure, onSetAside: log.info };
    const made = genesis === undefined ? {} : { genesis };
    const store = openCommunityStore(file, { hash, ...told, ...made });
    if (!store.ok) return store;
    const checked = checkGenesis(store.value.genesis, cryptography);
    if (!checked.ok) {
      store.value.close();
      return checked;
    }
    const community = await begin(store.value, checked.value);
    opened.set(community.id, community);
    ports.onOpen(community, { change });
    ports.onChange(community.id);
    return ok(community);
  }

  async function begin(
    store: CommunityStore,
    checked: {
      readonly genesis: Genesis;
      readonly parameters: Parameters;
      readonly community: Uint8Array;
    },
  ): Promise<Opened> {
    const { genesis, parameters, community: key } = checked;
    const id = bytesToHex(key);
    let revision = ports.clock.now();
    if (entryOf(id) === null) remember(freshEntry(id, genesis, keys));
    const entry = () => entryOf(id) ?? freshEntry(id, genesis, keys);
    const { clock, random, verifyMany } = ports;
    const node = createRecordNode({
      ...{ clock, random, cryptography, log, store, verifyMany },
      swarm: ports.swarms.open(recordTopicOf(key, cryptography.hash)),
      device: keys.device,
      member: keys.member,
      renewDevice: () => renewDevice(entry().label),
      credential: credentialOf(store, genesis, key),
    });
    const unlisten = node.onChange(() => {
      revision += 1;
      ports.onChange(id);
    });
    await node.start();
    return {
      ...{ id, key, genesis, genesisBytes: store.genesis, parameters, store, node, entry },
      openedAtMs: clock.now(),
      revision: () => revision,
      async end() {
        unlisten();
        await node.stop();
        store.close();
      },
    };
  }

  for (const file of listCommunityFiles(dataFolder)) {
    if (isAway(book.get(), dataFolder, file)) continue;
    const community = await open(file);
    if (!community.ok) unusable.push({ file, sentence: community.error.detail });
  }

  return {
    keys: () => keys,
    all: () => [...opened.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    find: (id) => opened.get(id) ?? null,
    unusable: () => unusable,
    async add(genesis, given) {
      const checked = checkGenesis(genesis, cryptography);
      if (!checked.ok) return checked;
      const id = bytesToHex(checked.value.community);
      const before = entryOf(id);
      const invitations = before?.invitations ?? [];
      remember({ id, invitations, isAway: false, isLeaving: false, ...given });
      return open(communityFile(dataFolder, checked.value.community), genesis);
    },
    async putAway(id) {
      const community = opened.get(id);
      opened.delete(id);
      change(id, { isAway: true });
      await community?.end();
    },
    change,
    async close() {
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map(({ end }) => end()));
    },
  };
}

function freshEntry(id: string, { founders }: Genesis, keys: NodeKeys): BookEntry {
  const me = founders.find(({ member }) => bytesToHex(member) === bytesToHex(keys.member));
  const memberName = me?.name ?? 'A member';
  return {
    ...{ id, memberName, label: labelByDefault, isAway: false, isLeaving: false },
    ...{ credential: null, invitations: [] },
  };
}
