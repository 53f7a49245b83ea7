/** Opens all that the process of the releases holds, in order, and closes it in the reverse order. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Corestore from 'corestore';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { openKeys } from '../keys.ts';
import { openLog } from '../log.ts';
import type { RecordProcessGiven } from '../record-process/host.ts';
import { systemClock as clock } from '../system-clock.ts';
import { createGiveLimit } from './giving.ts';
import { openMeeting } from './meeting.ts';
import { openPayFile } from './pay-file.ts';
import { createPayingHere } from './paying-here.ts';
import { freeBytesOf } from './places.ts';
import type { FreeBytes } from './places.ts';
import { readShelf, releasesFolder } from './shelf-file.ts';
import { openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

export interface OpenedReleases {
  readonly handlers: Shelf['handlers'];
  readonly log: ReturnType<typeof openLog>;
  readonly close: () => Promise<void>;
}

/** `free` is what the system says of a disk, where nothing else is given. */
export async function openReleases(
  { dataFolder, bootstrap }: RecordProcessGiven,
  free: FreeBytes = freeBytesOf,
): Promise<Result<OpenedReleases, Refusal>> {
  const log = openLog({ file: join(dataFolder, 'releases.log'), clock, echo: null });
  const keys = openKeys(dataFolder, { onSetAside: log.warn });
  if (!keys.ok) {
    log.close();
    return keys;
  }
  mkdirSync(releasesFolder(dataFolder), { recursive: true, mode: 0o700 });
  const file = openPayFile(dataFolder, log.warn);
  if (!file.ok) {
    log.close();
    return file;
  }
  const store = new Corestore(join(releasesFolder(dataFolder), 'pieces'));
  await store.ready();
  const giving = createGiveLimit(clock);
  const pay = createPayingHere({
    ...{ keys: keys.value, clock, log, file: file.value, give: giving.give },
  });
  const meeting = openMeeting({
    ...{ keys: keys.value, bootstrap, clock, log, turns: pay.turns, pay: pay.paying },
  });
  const first = readShelf(dataFolder, log.warn);
  const shelf = await openShelf({
    ...{ dataFolder, store, meeting, giving, clock, log, first, pay, counts: file.value.sources },
    free,
  });
  return ok({
    handlers: shelf.handlers,
    log,
    async close() {
      giving.close();
      await meeting.close();
      await shelf.close();
      pay.close();
      file.value.close();
      await store.close();
      log.close();
    },
  });
}
