/**
 * A release in a file (`.chrelease`): JSON that names one, so that it can be handed on beside the record. Whoever opens one
 * is shown what the record says of it, and asked: by opening it nothing is fetched. What it says besides the name is what
 * the record must say as well, so a file cannot pass one release for another.
 */
import * as v from 'valibot';
import { hex32, text } from '../base/fields.ts';
import type { Refusal, Result } from '../base/result.ts';
import { printable } from '../base/printable.ts';
import { ok, refuse } from '../base/result.ts';
import { releaseLimits } from '../software/limits.ts';

/** The end of such a file's name. */
export const releaseFileEnding = '.chrelease';
export const releaseFileBytesMax = 8_192;

const formatVersion = 1;
/** As a release is shown, which is not all that a record may hold. */
const line = (lengthMax: number) =>
  v.pipe(
    text(lengthMax),
    v.minLength(1),
    v.check((said) => printable(said) === said),
  );
const contents = {
  community: hex32,
  /** Of the record that published it. */
  release: hex32,
  name: line(releaseLimits.nameLength),
  version: line(releaseLimits.versionLength),
  manifest: hex32,
  drive: hex32,
};
const ReleaseFileJson = v.pipe(
  v.string(),
  v.maxLength(releaseFileBytesMax),
  v.parseJson(),
  v.strictObject({
    format: v.literal('common-hours release'),
    formatVersion: v.literal(formatVersion),
    ...contents,
  }),
);

export type ReleaseFileContents = Readonly<
  v.InferOutput<v.StrictObjectSchema<typeof contents, undefined>>
>;

/** The file's text. */
export function releaseFileText({
  community,
  release,
  name,
  version,
  manifest,
  drive,
}: ReleaseFileContents): string {
  const said = { community, release, name, version, manifest, drive };
  return `${JSON.stringify({ format: 'common-hours release', formatVersion, ...said }, null, 1)}\n`;
}

/** What a file names, or that it is none. */
export function readReleaseFile(
  fileText: string,
): Result<ReleaseFileContents, Refusal<'bad_release_file'>> {
  const parsed = v.safeParse(ReleaseFileJson, fileText);
  if (parsed.success) {
    const { format: _, formatVersion: __, ...said } = parsed.output;
    return ok(said);
  }
  const where = v.getDotPath(parsed.issues[0]);
  const place = where === null ? '' : ` What is wrong stands at “${where}”.`;
  return refuse('bad_release_file', `This is no release file that can be read here.${place}`);
}

/** Where the record says something else of the release than the file; null where they agree. */
export function releaseFileFault(
  said: ReleaseFileContents,
  known: Pick<ReleaseFileContents, 'name' | 'version' | 'manifest' | 'drive'>,
): string | null {
  const isSame = (['name', 'version', 'manifest', 'drive'] as const).every(
    (each) => said[each] === known[each],
  );
  return isSame
    ? null
    : 'The file says something else of this release than the record of the community. Do not trust it.';
}
