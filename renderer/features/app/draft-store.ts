/**
 * Drafts between two visits, each by its name. They lie in the browser's own database and not in localStorage, because
 * the draft of a job holds programs and files of several megabytes.
 *
 * The database stays open: what is written while the page goes away is then asked for before the page is gone, and only
 * that is done.
 */
const [database, shelf] = ['common-hours', 'drafts'];

let opened: Promise<IDBDatabase> | null = null;

/** The draft of before, or null if there is none or it cannot be read. */
export async function readDraft(name: string): Promise<object | null> {
  try {
    const reading = (await whenOpen()).transaction(shelf, 'readonly');
    const kept = await answerOf(reading.objectStore(shelf).get(name) as IDBRequest<unknown>);
    return typeof kept === 'object' ? kept : null;
  } catch {
    return null;
  }
}

/** Null forgets it. False where nothing can be kept: the page says so. */
export async function keepDraft(name: string, draft: object | null): Promise<boolean> {
  try {
    const writing = (await whenOpen()).transaction(shelf, 'readwrite');
    const drafts = writing.objectStore(shelf);
    const kept = endOf(writing);
    if (draft === null) drafts.delete(name);
    else drafts.put(draft, name);
    // at once, and not when the page has heard of the request's end, which it may not live to hear
    writing.commit();
    await kept;
    return true;
  } catch {
    return false;
  }
}

function whenOpen(): Promise<IDBDatabase> {
  if (opened === null) {
    opened = open();
    // asked again, it may go well
    opened.catch(() => {
      opened = null;
    });
  }
  return opened;
}

async function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(shelf);
  };
  const found = await answerOf(opening);
  const close = () => {
    found.close();
    opened = null;
  };
  // somebody empties the browser's store, or a later version wants the database for itself
  found.onclose = close;
  found.onversionchange = close;
  return found;
}

function answerOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? noReason());
    };
  });
}

function endOf(writing: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    writing.oncomplete = () => {
      resolve();
    };
    writing.onabort = () => {
      reject(writing.error ?? noReason());
    };
  });
}

function noReason(): Error {
  return new Error('The browser gave no reason.');
}
