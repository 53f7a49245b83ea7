/** The communities of a node, as its process of the record says them. */
import type { CommunitiesView } from '../shared/api/community-contract.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import type { Clock } from './engine/ports.ts';

/** The process of the record needs a moment to open its files; longer is a fault that is better said. */
const recordWithinMs = 15_000;

/** What is known at this moment. */
export function knownCommunities(record: RecordProcess): Promise<CommunitiesView> {
  return firstOf(record, () => true);
}

/** What the process says once it has opened its files and it `isWhole`, or what is known in the end. */
export function openedCommunities(
  record: RecordProcess,
  clock: Clock,
  isWhole: (view: CommunitiesView) => boolean = () => true,
): Promise<CommunitiesView> {
  if (record.state().phase === 'resting') return knownCommunities(record);
  const opened = firstOf(record, (view) => view.device !== null && isWhole(view));
  const tooLate = new Promise<CommunitiesView>((resolve) => {
    const cancel = clock.after(recordWithinMs, () => resolve(knownCommunities(record)));
    void opened.then(cancel);
  });
  return Promise.race([opened, tooLate]);
}

function firstOf(
  { client }: RecordProcess,
  isWanted: (view: CommunitiesView) => boolean,
): Promise<CommunitiesView> {
  return new Promise((resolve) => {
    let end: (() => void) | null = null;
    let hasCome = false;
    end = client.communities.list.subscribe((view) => {
      if (hasCome || !isWanted(view)) return;
      hasCome = true;
      end?.();
      resolve(view);
    });
    if (hasCome) end();
  });
}
