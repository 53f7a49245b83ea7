/** Files that are being made ready to be shared: read, listed and cut, while nobody sees any of it. */
import type Corestore from 'corestore';
import type { ImportView } from '../../../shared/api/software-shape.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Log } from '../../engine/ports.ts';
import { findFiles, sizeOf } from './folder-files.ts';
import type { FilesRefusalName } from './folder-files.ts';
import { emptyDrive, importFiles, ownDrive } from './importing.ts';
import { checkStore } from './places.ts';
import type { KeptImport } from './shelf-file.ts';
import { findTagged } from './tagged-files.ts';
import type { TaggedFiles } from './tagged-files.ts';

export interface Imports {
  views(): readonly ImportView[];
  prepare(
    request: string,
    place: string,
    tag: string | null,
  ): Promise<Result<null, Refusal<FilesRefusalName | 'too_many_imports' | 'disk_full'>>>;
  /** Null when there is no such import, or it is not ready. */
  ready(request: string): KeptImport | null;
  has(request: string): boolean;
  /** It is a release now: its pieces stay. */
  release(request: string): void;
  /** Ends it and lets go of its pieces. */
  forget(request: string): Promise<void>;
  /** Names of those whose pieces are not complete. */
  unfinished(): readonly string[];
  kept(): readonly KeptImport[];
  close(): Promise<void>;
}

export interface ImportsParts {
  readonly store: Corestore;
  readonly folder: string;
  readonly log: Log;
  readonly first: readonly KeptImport[];
  /** What must be remembered has changed; `isShown`: only what is shown has. */
  readonly changed: (isShown: boolean) => void;
}

interface Running {
  view: ImportView;
  readonly controller: AbortController;
  done: Promise<void>;
}

const importsMax = 20;

type Found = Pick<TaggedFiles, 'files' | 'close'> & Pick<ImportView, 'origin'>;

async function find(
  place: string,
  tag: string | null,
): Promise<Result<Found, Refusal<FilesRefusalName>>> {
  if (tag !== null) return findTagged(place, tag);
  const files = await findFiles(place);
  return files.ok ? ok({ files: files.value, origin: null, close: () => undefined }) : files;
}

export function createImports(parts: ImportsParts): Imports {
  const running = new Map<string, Running>();
  const ready = new Map(parts.first.map((each) => [each.request, each]));

  async function run(request: string, found: Found, each: Running): Promise<void> {
    const drive = ownDrive(parts.store, request);
    const { signal } = each.controller;
    try {
      const imported = await importFiles(drive, found.files, {
        signal,
        read(bytes) {
          each.view = { ...each.view, readBytes: bytes };
          parts.changed(true);
        },
      });
      if (imported.ok) {
        await drive.close();
        const { place, origin } = each.view;
        ready.set(request, { request, place, origin, ...imported.value });
        running.delete(request);
      } else {
        await emptyDrive(drive);
        each.view = { ...each.view, state: 'failed', trouble: imported.error.detail };
      }
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      parts.log.warn('Files could not be made ready to be shared.', cause);
      const trouble = `The files could not be read or kept: ${code ?? message}`.slice(0, 300);
      each.view = { ...each.view, state: 'failed', trouble };
      await emptyDrive(drive).catch(() => undefined);
    } finally {
      found.close();
    }
    parts.changed(false);
  }

  function readyView({ request, place, origin, size, drive, manifest }: KeptImport): ImportView {
    const readBytes = size.bytes;
    return {
      ...{ request, place, origin, size, drive, manifest, readBytes },
      state: 'ready',
      trouble: null,
    };
  }

  return {
    views: () => [
      ...[...running.values()].map(({ view }) => view),
      ...[...ready.values()].map(readyView),
    ],
    async prepare(request, place, tag) {
      if (running.has(request) || ready.has(request)) return ok(null);
      if (running.size + ready.size >= importsMax) {
        return refuse('too_many_imports', 'Share or forget what was made ready before.');
      }
      const found = await find(place, tag);
      if (!found.ok) return found;
      const { files, origin } = found.value;
      const size = sizeOf(files);
      const room = await checkStore(parts.folder, size.bytes);
      if (!room.ok || running.has(request)) {
        found.value.close();
        return room;
      }
      const each: Running = {
        view: {
          ...{ request, place, origin, state: 'reading', readBytes: 0, size },
          ...{ drive: null, manifest: null, trouble: null },
        },
        controller: new AbortController(),
        done: Promise.resolve(),
      };
      running.set(request, each);
      parts.changed(false); // what is begun must be known before the first piece is kept
      each.done = run(request, found.value, each);
      return ok(null);
    },
    ready: (request) => ready.get(request) ?? null,
    has: (request) => running.has(request) || ready.has(request),
    release: (request) => void ready.delete(request),
    async forget(request) {
      const each = running.get(request);
      each?.controller.abort();
      await each?.done;
      running.delete(request);
      const isKept = ready.delete(request);
      parts.changed(false);
      if (!isKept) return;
      await emptyDrive(ownDrive(parts.store, request));
    },
    unfinished: () => [...running.keys()],
    kept: () => [...ready.values()],
    async close() {
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
