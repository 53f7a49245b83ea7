/**
 * Why accounts moved for what arrived of releases (rules R6): each piece is charged by the fold from what both machines
 * signed for, to those whose hours are in the release. No record says so, so it is read from the report of the height.
 */
import * as v from 'valibot';
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import type { AccountLineView } from '../../../../shared/api/community-contract.ts';
import { count, hex32, integer } from '../../../../shared/base/fields.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { DownloadReport } from '../../../../shared/ledger/epoch-report.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { personOf } from './state-index.ts';

const Charges = v.array(v.object({ supplier: hex32, quantity: integer }));

/** As much of an `EpochReport` as is shown; reports of earlier versions knew of no downloads. */
const Report = v.object({
  epoch: count,
  downloads: v.optional(
    v.array(
      v.object({
        ...{ release: hex32, consumer: hex32, pieces: count },
        charges: v.tuple([Charges, Charges]),
      }),
    ),
    [],
  ),
});
const ReportText = v.pipe(v.string(), v.parseJson(), Report);

/** What was charged in a certified height, of what its report says; nothing where there is none. */
export function chargesAt(
  community: OpenCommunity,
  me: string,
  report: string | null | undefined,
): readonly AccountLineView[] {
  // nearly always nothing of the kind is in it, and it may be long
  if (report?.includes('"downloads":[{') !== true) return [];
  const read = v.safeParse(ReportText, report);
  return read.success ? chargedLines(community, me, read.output) : [];
}

/** What a member paid for pieces, and what it got back by those of others. */
export function chargedLines(
  { node }: Pick<OpenCommunity, 'node'>,
  me: string,
  { epoch, downloads }: { readonly epoch: number; readonly downloads: readonly DownloadReport[] },
): readonly AccountLineView[] {
  const state = node.state();
  return downloads.flatMap(({ release, consumer, pieces, charges }) =>
    charges.flatMap((each, currency) =>
      each.flatMap(({ supplier, quantity }): AccountLineView[] => {
        if (consumer !== me && supplier !== me) return [];
        const isGiven = supplier === me;
        return [
          {
            ...{ record: release, currency: currencyWords[currency] ?? 'cpu', epoch, quantity },
            direction: isGiven ? 'given' : 'used',
            with: personOf(state, isGiven ? consumer : supplier),
            release: releaseOf({ node }, release),
            ...{ task: null, device: null, mine: null, root: null },
            ...{ slices: pieces, slicesInAll: pieces },
          },
        ];
      }),
    ),
  );
}

/** As it stands in a line; null where a cause is no release. */
export function releaseOf(
  { node }: Pick<OpenCommunity, 'node'>,
  id: string,
): AccountLineView['release'] {
  const found = node.state().work.releases.get(id);
  if (found === undefined) return null;
  return { id, name: shownName(found.name), version: shownName(found.version) };
}
