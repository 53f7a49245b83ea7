/**
 * Drafts between two visits, each by its name. They lie in the browser's own database and not in localStorage, because
 * the draft of a job holds programs and files of several megabytes.
 */
const [database, shelf] = ['common-hours', 'drafts'];

/** The draft of before, or null if there is none or it cannot be read. */
export async function readDraft(name: string): Promise<object | null> {
  try {
    const kept = await ask('readonly', (drafts) => drafts.get(name));
    return typeof kept === 'object' ? kept : null;
  } catch {
    return null;
  }
}

/** Null forgets it. False where nothing can be kept: the page says so. */
export async function keepDraft(name: string, draft: object | null): Promise<boolean> {
  try {
    await ask('readwrite', (drafts) =>
      draft === null ? drafts.delete(name) : drafts.put(draft, name),
    );
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
