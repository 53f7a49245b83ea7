/**
 * Releases as this node has them: what the record says of them, and the process that holds their files, which is told
 * whose machines belong to a community. What is not free of charge is not fetched yet.
 */
import type { FilesView } from '../shared/api/release-files-contract.ts';
import { createCell } from '../shared/api/handlers.ts';
import type { Cell, Handlers } from '../shared/api/handlers.ts';
import type { softwareContract } from '../shared/api/software-contract.ts';
import type { ShelfView } from '../shared/api/software-shape.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import { phaseWords } from './adapters/record-process/supervisor.ts';
import type { ReleaseProcess } from './adapters/release-process/release-process.ts';
import { createAdmission } from './admission.ts';
import type { Clock } from './engine/ports.ts';
import { openedCommunities } from './known-communities.ts';

export interface SoftwareParts {
  readonly record: RecordProcess;
  readonly releases: ReleaseProcess;
  readonly clock: Clock;
}

type Software = Handlers<typeof softwareContract>['software'];
type Given<Name extends keyof Software> = Software[Name] extends (input: infer Input) => unknown
  ? Input
  : never;

const noFiles: FilesView = { imports: [], releases: [], giveRate: null, waiting: [] };

export function createSoftware(parts: SoftwareParts): Software {
  const { releases, record } = parts;
  const { files } = releases.client;
  const admission = createAdmission(record, releases);
  let seen = noFiles;
  const cell: Cell<ShelfView> = createCell(shelfView(seen, releases));
  const update = () => cell.set(shelfView(seen, releases));
  releases.onState(update);
  files.mine.subscribe((next) => {
    seen = next;
    admission.follow(new Set(next.releases.map(({ community }) => community)));
    update();
  });

  async function share(given: Given<'share'>) {
    const { community, request, text } = given;
    const ready = seen.imports.find((each) => each.request === request);
    if (ready === undefined) return refuse('unknown_import', 'There is nothing made ready so.');
    const { size, drive, manifest } = ready;
    if (ready.state !== 'ready' || drive === null || manifest === null) {
      return refuse('not_ready', ready.trouble ?? 'The files are still being read.');
    }
    const { tasks, receipts } = given;
    const described = { community, text, size, drive, manifest, tasks, receipts };
    const published = await record.client.releases.publish(described);
    if (!published.ok) return published;
    const { release } = published.value;
    const { name, version } = text;
    const kept = await files.keep({ request, community, release, name, version });
    return kept.ok ? ok({ release }) : kept;
  }

  async function get({ community, release, folder, keepSharing }: Given<'get'>) {
    const found = await record.client.releases.show({ community, release });
    if (!found.ok) return found;
    const { name, version, size, drive, manifest, hours } = found.value;
    if (hours.some(({ price }) => price > 0n)) return refuse('not_free', notFreeSentence);
    if (!(await isMember(parts, community))) {
      return refuse('not_a_member', 'Only members get what is shared in a community.');
    }
    const described = { community, release, name, version, size, drive, manifest };
    return files.get({ ...described, folder, keepSharing, setAside: [0n, 0n] });
  }

  const answers = {
    mine: cell,
    share,
    get,
    prepare: files.prepare,
    forget: files.forget,
    pause: files.pause,
    resume: files.resume,
    cancel: files.cancel,
    keepSharing: files.keepSharing,
    limit: files.limit,
    remove: files.remove,
  };
  // What the other processes refuse goes through by its name, as it stands in their contracts.
  return answers as unknown as Software;
}

const notFreeSentence =
  'The hours that went into this release are not given back yet, and this version cannot pay for a download. It can be had once it is free.';

async function isMember({ record, clock }: SoftwareParts, id: string): Promise<boolean> {
  const { communities } = await openedCommunities(record, clock);
  return communities.some((each) => each.id === id && each.me.status === 'member');
}

function shelfView(files: FilesView, releases: ReleaseProcess): ShelfView {
  const { phase, reason } = releases.state();
  return {
    ...{ phase: phaseWords[phase], reason, giveRate: files.giveRate, imports: files.imports },
    releases: files.releases.map(({ sources: _, paidPieces: __, paid: ___, ...each }) => each),
  };
}
