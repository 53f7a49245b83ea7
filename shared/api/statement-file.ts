/**
 * A statement of one community in one currency as a file for programs: JSON with each certificate, and in it the lines
 * that stand behind it. Amounts are integers of any size, as decimal strings, in millionths of the hour that `unit`
 * names.
 */
import * as v from 'valibot';
import { hex32, text, toWire } from '../base/fields.ts';
import { AccountEpoch, AccountLine, communityNameLength, CurrencyWord } from './community-shape.ts';
import type { AccountEpochView, AccountLineView, CommunityView } from './community-contract.ts';

const format = 'common-hours statement';
const formatVersion = 1;
const units = { cpu: 'micro CPU-hour', man: 'micro man-hour' } as const;

/** What such a file says, for whoever reads one. */
export const StatementFile = v.strictObject({
  format: v.literal(format),
  formatVersion: v.literal(formatVersion),
  community: hex32,
  name: text(communityNameLength),
  currency: CurrencyWord,
  unit: v.picklist(Object.values(units)),
  /** The newest first. */
  epochs: v.array(
    v.strictObject({
      finality: v.picklist(['provisional', 'final']),
      ...AccountEpoch.entries,
      /** Null where this computer does not keep any more what was certified then. */
      lines: v.nullable(v.array(AccountLine)),
      /** Whether there may be more lines than were told. */
      isCut: v.boolean(),
    }),
  ),
});

/** What the node tells of one certificate: itself, and what is behind it in every currency; null where that is pruned. */
export interface EpochWithLines {
  readonly epoch: AccountEpochView;
  readonly behind: { readonly lines: readonly AccountLineView[]; readonly isCut: boolean } | null;
}

/** The file's text. */
export function statementFileText(
  { id, name }: Pick<CommunityView, 'id' | 'name'>,
  currency: v.InferOutput<typeof CurrencyWord>,
  epochs: readonly EpochWithLines[],
): string {
  const file: v.InferOutput<typeof StatementFile> = {
    ...{ format, formatVersion, community: id, name, currency, unit: units[currency] },
    epochs: epochs.map(({ epoch, behind }) => ({
      finality: epoch.height === null ? 'provisional' : 'final',
      ...epoch,
      lines: behind === null ? null : behind.lines.filter((line) => line.currency === currency),
      isCut: behind?.isCut ?? false,
    })),
  };
  return `${JSON.stringify(toWire(file), null, 2)}\n`;
}
