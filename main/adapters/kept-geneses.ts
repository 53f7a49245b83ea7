/**
 * The geneses of a member's communities as luggage of a recovery file: with them and the member key a new machine
 * comes in by itself, because the record admits every machine that the member key vouches for.
 */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { checkGenesis } from '../../shared/ledger/check-genesis.ts';
import { communityFile, listCommunityFiles } from './community-store/community-files.ts';
import { openCommunityStore } from './community-store/open-store.ts';
import { cryptography } from './cryptography.ts';
import type { Attachment } from './recovery-file.ts';

const prefix = 'genesis-';

/** Of communities in a folder on which no node runs; what cannot be read is named instead. */
export function readGeneses(dataFolder: string): {
  readonly geneses: readonly Uint8Array[];
  readonly unreadable: readonly string[];
} {
  const geneses: Uint8Array[] = [];
  const unreadable: string[] = [];
  for (const file of listCommunityFiles(dataFolder)) {
    const genesis = genesisIn(file);
    if (genesis === null) unreadable.push(file);
    else geneses.push(genesis);
  }
  return { geneses, unreadable };
}

/** Null for what is no file of a community, or is damaged. Nothing is changed. */
function genesisIn(file: string): Uint8Array | null {
  if (!existsSync(file)) return null;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
    const bytes = database.prepare('select bytes from genesis').get()?.['bytes'];
    if (!(bytes instanceof Uint8Array)) return null;
    return checkGenesis(bytes, cryptography).ok ? new Uint8Array(bytes) : null;
  } catch {
    return null;
  } finally {
    database?.close();
  }
}

/** As they go into a recovery file; each is named by its community. */
export function attachmentsOf(geneses: readonly Uint8Array[]): readonly Attachment[] {
  return geneses.flatMap((bytes) => {
    const checked = checkGenesis(bytes, cryptography);
    return checked.ok ? [{ name: `${prefix}${bytesToHex(checked.value.community)}`, bytes }] : [];
  });
}

export interface PlacedCommunities {
  /** Names of those that the next start of a node opens. */
  readonly placed: readonly string[];
  /** Why others could not be placed, a sentence each. */
  readonly problems: readonly string[];
}

/** Puts the communities of a recovery file into a folder whose lock the caller holds. */
export function placeGeneses(
  dataFolder: string,
  attachments: readonly Attachment[],
): PlacedCommunities {
  const placed: string[] = [];
  const problems: string[] = [];
  for (const { name, bytes } of attachments) {
    if (!name.startsWith(prefix)) continue;
    const checked = checkGenesis(bytes, cryptography);
    if (!checked.ok) {
      problems.push(checked.error.detail);
      continue;
    }
    const { community, genesis } = checked.value;
    const { hash } = cryptography;
    const store = openCommunityStore(communityFile(dataFolder, community), {
      hash,
      genesis: bytes,
    });
    if (store.ok) {
      store.value.close();
      placed.push(genesis.name);
    } else problems.push(store.error.detail);
  }
  return { placed, problems };
}
