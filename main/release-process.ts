/**
 * The process of the releases: their files, as drives, and the connections on which they come and go, apart from
 * everything else. What replicates drives believes its peers more than a node may; what a peer could do to it ends
 * nothing but this process, which holds no hours. It signs who this machine is, and counters for the pieces that come
 * and go, each within what the node has told it that a piece may cost (main/engine/downloads).
 */
import { serve } from '../shared/api/server.ts';
import { releaseFilesContract } from '../shared/api/release-files-contract.ts';
import type { RecordProcessGiven } from './adapters/record-process/host.ts';
import { createOwnEnd } from './adapters/record-process/own-end.ts';
import { openReleases } from './adapters/release-process/open-releases.ts';
import type { OpenedReleases } from './adapters/release-process/open-releases.ts';
import { systemClock } from './adapters/system-clock.ts';

const given = JSON.parse(process.argv[2] ?? '{}') as RecordProcessGiven;
let releases: OpenedReleases | null = null;
const { link, isEnding, fail } = createOwnEnd(() => releases?.close());

for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(fault, (cause: unknown) => {
    if (isEnding()) return; // what was under way when all was closed
    releases?.log.warn('The process of the releases has a fault and ends.', cause);
    void fail('It has a fault of its own; releases.log in the data folder says more.');
  });
}

const opened = await openReleases(given).catch((cause: unknown) => String(cause));
if (typeof opened === 'string') {
  await fail(`The files of releases cannot be opened: ${opened}`.slice(0, 240));
} else if (opened.ok) {
  releases = opened.value;
  const { log, handlers } = releases;
  serve(releaseFilesContract, handlers, link, {
    version: given.version,
    log,
    after: systemClock.after,
  });
} else {
  await fail(opened.error.detail);
}
