/** What this computer's downloads have cost so far, asked of the record again whenever it or a download has moved on. */
import type { HeldView } from '../../shared/api/release-files-contract.ts';
import type { DownloadNeedView } from '../../shared/api/record-contract.ts';
import type { RecordProcess } from '../adapters/record-process/record-process.ts';
import { oneAtATime } from '../engine/one-at-a-time.ts';
import { paidFor } from './costs.ts';

export interface Payments {
  /** In both currencies, as far as it is known. */
  of(held: HeldView): [bigint, bigint];
  learn(held: readonly HeldView[]): void;
}

const askedAtOnce = 1_000;

export function createPayments(
  record: Pick<RecordProcess, 'client'>,
  onChange: () => void,
): Payments {
  const needs = new Map<string, DownloadNeedView | null>();
  const revisions = new Map<string, number>();
  /** What was known of a community when it was asked the last time. */
  const askedAt = new Map<string, string>();
  let downloads: readonly HeldView[] = [];

  const ask = oneAtATime(async () => {
    for (const [community, all] of Map.groupBy(downloads, (each) => each.community)) {
      const paid = all.map(({ release, paidPieces }) => `${release} ${paidPieces}`).join();
      const known = `${revisions.get(community) ?? 0} ${paid}`;
      if (askedAt.get(community) === known) continue;
      const some = all.slice(0, askedAtOnce);
      const answer = await record.client.work.downloadNeeds({
        community,
        downloads: some.map(({ release }) => ({ release, member: null })),
      });
      if (!answer.ok) continue;
      askedAt.set(community, known);
      for (const [index, { release }] of some.entries()) {
        needs.set(`${community} ${release}`, answer.value.needs[index] ?? null);
      }
      onChange();
    }
  });

  record.client.communities.list.subscribe(({ communities }) => {
    for (const { id, revision } of communities) revisions.set(id, revision);
    if (downloads.length > 0) ask();
  });
  return {
    of: (held) => paidFor(held, needs.get(`${held.community} ${held.release}`) ?? null),
    learn(held) {
      downloads = held.filter(({ paidPieces }) => paidPieces > 0);
      ask();
    },
  };
}
