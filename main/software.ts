/**
 * Releases as this node has them: what the record says of them, and the process that holds their files, which is told
 * whose machines belong to a community and whom it may give to, and which brings counters of what arrived. What a
 * download may cost is set aside before it starts, and nothing is fetched where hours do not reach.
 */
import type { FilesView } from '../shared/api/release-files-contract.ts';
import { createCell } from '../shared/api/handlers.ts';
import type { Cell, Handlers } from '../shared/api/handlers.ts';
import type { softwareContract } from '../shared/api/software-contract.ts';
import type { OnShelfView, ShelfView } from '../shared/api/software-shape.ts';
import { refuse } from '../shared/base/result.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import { phaseWords } from './adapters/record-process/supervisor.ts';
import type { ReleaseProcess } from './adapters/release-process/release-process.ts';
import { createAdmission } from './admission.ts';
import { createAllowing } from './downloads/allowing.ts';
import { createBringing } from './downloads/bringing.ts';
import { costOf } from './downloads/costs.ts';
import { createDownloadTerms } from './downloads/download-terms.ts';
import { createPayments } from './downloads/payments.ts';
import type { SetAsides } from './downloads/set-asides.ts';
import { tellSetAsides } from './downloads/telling-set-asides.ts';
import { createTurns } from './engine/turns.ts';
import type { Clock, Log } from './engine/ports.ts';
import { openedCommunities } from './known-communities.ts';
import { createPublishing } from './release-drafts.ts';

export interface SoftwareParts {
  readonly record: RecordProcess;
  readonly releases: ReleaseProcess;
  readonly clock: Clock;
  readonly log: Log;
  readonly setAsides: SetAsides;
  /** How fast a core of this computer is, in thousandths of the reference core. */
  readonly ratingMilli: () => number;
  /** What jobs and downloads leave of CPU-hours; null where the engine lends and asks elsewhere. */
  readonly leftByJobs: (community: string) => bigint | null;
}

type Software = Handlers<typeof softwareContract>['software'];
type Given<Name extends keyof Software> = Software[Name] extends (input: infer Input) => unknown
  ? Input
  : never;

const noFiles: FilesView = { imports: [], releases: [], giveRate: null, waiting: [] };

export function createSoftware(parts: SoftwareParts): Software {
  const { releases, record, setAsides } = parts;
  const { files } = releases.client;
  const admission = createAdmission(record, releases);
  const terms = createDownloadTerms(parts);
  const allowing = createAllowing(record, releases);
  createBringing(parts);
  tellSetAsides(record, setAsides);
  let seen = noFiles;
  const view = () => shelfView(seen, releases.state(), shelfOf);
  const shelfOf = (held: Held) => onShelf(held, payments.of(held), admission.nameOf);
  const update = () => cell.set(view());
  const payments = createPayments(record, update);
  const cell: Cell<ShelfView> = createCell(view());
  releases.onState(update);
  files.mine.subscribe((next) => {
    seen = next;
    const communities = new Set(next.releases.map(({ community }) => community));
    admission.follow(communities);
    terms.follow(communities);
    allowing.follow(next.waiting);
    setAsides.learn(next.releases);
    payments.learn(next.releases);
    update();
  });
  // Two at once would count on the same hours.
  const turns = createTurns(1);

  async function get({ community, release, folder, keepSharing }: Given<'get'>) {
    const found = await record.client.releases.show({ community, release });
    if (!found.ok) return found;
    const { name, version, size, drive, manifest } = found.value;
    if (!(await isMember(parts, community))) {
      return refuse('not_a_member', 'Only members get what is shared in a community.');
    }
    const cost = await costOf(parts, { community, release });
    if (!cost.ok) return cost;
    const { setAside, refusal } = cost.value;
    if (refusal !== null) return refuse('hours_do_not_reach', refusal);
    const described = { community, release, name, version, size, drive, manifest };
    const begun = await files.get({ ...described, folder, keepSharing, setAside });
    // whatever is asked next must know of it, before that process says so
    if (begun.ok) setAsides.add({ community, release, hours: setAside });
    return begun;
  }

  const answers = {
    mine: cell,
    ...createPublishing({ record, releases, imports: () => seen.imports }),
    get: (given: Given<'get'>) => turns.take(() => get(given)),
    cost: (about: Given<'cost'>) => costOf(parts, about),
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

async function isMember({ record, clock }: SoftwareParts, id: string): Promise<boolean> {
  const { communities } = await openedCommunities(record, clock);
  return communities.some((each) => each.id === id && each.me.status === 'member');
}

type Held = FilesView['releases'][number];

function shelfView(
  files: FilesView,
  { phase, reason }: ReturnType<ReleaseProcess['state']>,
  shelfOf: (held: Held) => OnShelfView,
): ShelfView {
  return {
    ...{ phase: phaseWords[phase], reason, giveRate: files.giveRate, imports: files.imports },
    releases: files.releases.map(shelfOf),
  };
}

/** With people's names, and with what it cost in both currencies. */
function onShelf(
  { sources, ...held }: Held,
  paid: OnShelfView['paid'],
  nameOf: (community: string, member: string) => string | null,
): OnShelfView {
  const { community } = held;
  return {
    ...{ ...held, paid },
    sources: sources
      .map(({ member, device, pieces, paidPieces, trouble }) => ({
        person: { id: member, name: nameOf(community, member) },
        ...{ device, pieces, paidPieces, trouble },
      }))
      .sort((a, b) => b.pieces - a.pieces || (a.device < b.device ? -1 : 1)),
  };
}
