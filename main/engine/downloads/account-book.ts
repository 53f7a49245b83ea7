/** All accounts of this machine, on the disk before anything of them is said. */
import type { Log } from '../ports.ts';
import type { AboutRelease, PayBook } from './contract.ts';
import { accountBytes, accountKey, readAccount, subjectOfKey } from './kept-account.ts';
import { newAccount } from './pay-account.ts';
import type { KeptAccount, PayAccount, PaySubject } from './pay-account.ts';

export interface AccountBook {
  find(subject: PaySubject): PayAccount | null;
  /**
   * The account, or a new one that is not on the disk yet. Null where there are too many, or where one was kept that
   * cannot be read any more: then nothing is signed in its place.
   */
  open(subject: PaySubject): PayAccount | null;
  /** Whether `open` would find or make it. */
  mayOpen(subject: PaySubject): boolean;
  /** Keeps it. Throws where the disk does; then nothing has changed. */
  put(account: PayAccount, kept: KeptAccount): void;
  /** Changes it in memory alone: it is on the disk with the next `put`. */
  note(account: PayAccount, kept: KeptAccount): void;
  remove(account: PayAccount): void;
  /** Whether it was ever put on the disk. */
  isKept(account: PayAccount): boolean;
  all(): Iterable<PayAccount>;
  ofMachine(community: string, device: string): readonly PayAccount[];
  ofRelease(about: AboutRelease): readonly PayAccount[];
}

/** In memory they take less than 2 KiB each, as a rule. */
export const accountsMax = 20_000;

interface Writable {
  readonly subject: PaySubject;
  kept: KeptAccount;
}

export function createAccountBook(disk: PayBook, log: Pick<Log, 'warn'>): AccountBook {
  const byKey = new Map<string, Writable>();
  const onDisk = new Set<string>();
  const byMachine = createIndex(({ subject }) => `${subject.community} ${subject.device}`);
  const byRelease = createIndex(({ subject }) => `${subject.community} ${subject.release}`);

  for (const { key, bytes } of disk.all()) {
    const subject = subjectOfKey(key);
    const kept = readAccount(bytes);
    onDisk.add(key);
    if (subject !== null && kept !== null) add({ subject, kept });
    else log.warn('What was agreed with another machine about a release cannot be read any more.');
  }

  function add(account: Writable): PayAccount {
    byKey.set(accountKey(account.subject), account);
    byMachine.add(account);
    byRelease.add(account);
    return account;
  }

  function note({ subject }: PayAccount, kept: KeptAccount): void {
    const account = byKey.get(accountKey(subject));
    if (account !== undefined) account.kept = kept;
  }

  function mayOpen(subject: PaySubject): boolean {
    const key = accountKey(subject);
    return byKey.has(key) || (!onDisk.has(key) && byKey.size < accountsMax);
  }

  return {
    mayOpen,
    find: (subject) => byKey.get(accountKey(subject)) ?? null,
    open(subject) {
      if (!mayOpen(subject)) return null;
      return byKey.get(accountKey(subject)) ?? add({ subject, kept: newAccount });
    },
    put(account, kept) {
      const key = accountKey(account.subject);
      disk.put(key, accountBytes(kept));
      onDisk.add(key);
      note(account, kept);
    },
    note,
    remove(account) {
      const key = accountKey(account.subject);
      if (onDisk.has(key)) disk.remove(key);
      onDisk.delete(key);
      byKey.delete(key);
      byMachine.remove(account);
      byRelease.remove(account);
    },
    isKept: ({ subject }) => onDisk.has(accountKey(subject)),
    all: () => byKey.values(),
    ofMachine: (community, device) => byMachine.of(`${community} ${device}`),
    ofRelease: ({ community, release }) => byRelease.of(`${community} ${release}`),
  };
}

function createIndex(nameOf: (account: PayAccount) => string) {
  const sets = new Map<string, Set<PayAccount>>();
  return {
    add(account: PayAccount): void {
      const name = nameOf(account);
      const set = sets.get(name) ?? new Set<PayAccount>();
      sets.set(name, set.add(account));
    },
    remove(account: PayAccount): void {
      const name = nameOf(account);
      const set = sets.get(name);
      set?.delete(account);
      if (set?.size === 0) sets.delete(name);
    },
    of: (name: string): readonly PayAccount[] => [...(sets.get(name) ?? [])],
  };
}
