/** `software file` writes a release file; `software get` of one shows what the record says of it, and asks. */
import {
  readReleaseFile,
  releaseFileBytesMax,
  releaseFileEnding,
  releaseFileFault,
  releaseFileText,
} from '../../../shared/api/release-file.ts';
import type { ReleaseDetailView } from '../../../shared/api/software-shape.ts';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Session } from './community-session.ts';
import { readLimited, writeNew } from './files.ts';

/** Whether somebody named a file rather than a release. */
export function isReleaseFile(wanted: string): boolean {
  return wanted.toLowerCase().endsWith(releaseFileEnding);
}

/** What a file names, as the record knows it. */
export async function openReleaseFile(
  { client }: Session,
  file: string,
): Promise<Result<{ readonly community: string; readonly detail: ReleaseDetailView }, Refusal>> {
  const bytes = await readLimited(file, releaseFileBytesMax, 'release file');
  if (!bytes.ok) return bytes;
  const named = readReleaseFile(bytesToText(bytes.value));
  if (!named.ok) return named;
  const { community, release } = named.value;
  const known = await client.releases.show({ community, release });
  if (!known.ok) return known;
  const fault = releaseFileFault(named.value, known.value);
  return fault === null
    ? ok({ community, detail: known.value })
    : refuse('bad_release_file', fault);
}

/** On standard output, or in a new file. */
export async function writeReleaseFile(
  { output }: Session,
  community: string,
  { id: release, name, version, manifest, drive }: ReleaseDetailView,
  into: string | undefined,
): Promise<Result<number, Refusal>> {
  const named = { community, release, name, version, manifest, drive };
  const text = releaseFileText(named);
  if (into === undefined) {
    output.line(text.trimEnd());
    output.json(named);
    return ok(0);
  }
  const written = await writeNew(into, text);
  if (!written.ok) return written;
  output.line(`${into} names ${name} ${version}. Whoever opens it is asked first.`);
  output.json({ file: into, ...named });
  return ok(0);
}
