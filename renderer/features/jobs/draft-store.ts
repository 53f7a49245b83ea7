/**
 * The draft between two visits. It lies in the browser's own database and not in localStorage, because a draft holds
 * programs and files of several megabytes.
 */
import { emptyDraft, type Draft } from './draft.ts';

const [database, shelf, key] = ['common-hours', 'drafts', 'new-job'];

/** The draft of before, or null if there is none or it cannot be read. */
export async function readDraft(): Promise<Draft | null> {
  try {
    const kept = (await ask('readonly', (drafts) => drafts.get(key))) as Partial<Draft> | undefined;
    // an older version may not have known all fields
    return kept === undefined ? null : { ...emptyDraft(), ...kept };
  } catch {
    return null;
  }
}

/** False where nothing can be kept: the page says so. */
export async function keepDraft(draft: Draft): Promise<boolean> {
  try {
    await ask('readwrite', (drafts) => drafts.put(draft, key));
    return true;
  } catch {
    return false;
  }
}

async function ask(
  mode: IDBTransactionMode,
  request: (drafts: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(shelf);
  };
  const open = (await answerOf(opening)) as IDBDatabase;
  try {
    return await answerOf(request(open.transaction(shelf, mode).objectStore(shelf)));
  } finally {
    open.close();
  }
}

function answerOf(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('The browser gave no reason.'));
    };
  });
}
