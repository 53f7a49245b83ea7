/**
 * Tells the process of the record what downloads have set aside, in the currency that it judges acceptances of tasks
 * by: what is to be paid for a download is not there for a task. Said again when it changes, and after a restart.
 */
import type { RecordProcess } from '../adapters/record-process/record-process.ts';
import { oneAtATime } from '../engine/one-at-a-time.ts';
import type { SetAsides } from './set-asides.ts';

/** Begins at once. */
export function tellSetAsides(record: RecordProcess, setAsides: SetAsides): void {
  /** What it was told last, by community; nothing is what it begins with. */
  const told = new Map<string, bigint>();
  let known: readonly string[] = [];

  const tell = oneAtATime(async () => {
    for (const community of known) {
      const [, manHours] = setAsides.of(community);
      if (record.state().phase !== 'up' || (told.get(community) ?? 0n) === manHours) continue;
      const answer = await record.client.work.keepApart({ community, manHours });
      if (answer.ok) told.set(community, manHours);
    }
  });

  setAsides.onChange(tell);
  record.onState(({ phase }) => {
    if (phase === 'starting') told.clear();
  });
  record.client.communities.list.subscribe(({ communities }) => {
    known = communities.map(({ id }) => id);
    tell();
  });
}
