/** How files that were made ready here become a release: by oneself, or by a draft that other makers sign as well. */
import type { draftedCalls } from '../shared/api/release-draft-contract.ts';
import type { Handlers } from '../shared/api/handlers.ts';
import type { softwareContract } from '../shared/api/software-contract.ts';
import type { ImportView } from '../shared/api/software-shape.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import type { ReleaseProcess } from './adapters/release-process/release-process.ts';

type Software = Handlers<typeof softwareContract>['software'];
type Drafted = Handlers<{ readonly software: typeof draftedCalls }>['software'];
type Input<Call> = Call extends (input: infer Given) => unknown ? Given : never;
type Published = Input<ReleaseProcess['client']['files']['keep']>;
type Ready = ImportView & { readonly drive: string; readonly manifest: string };

export interface PublishingParts {
  readonly record: RecordProcess;
  readonly releases: ReleaseProcess;
  /** What is being made ready, as it was last said. */
  readonly imports: () => readonly ImportView[];
}

export function createPublishing({ record, releases, imports }: PublishingParts) {
  const { files } = releases.client;
  const asked = record.client.releases;

  function ready(request: string): Result<Ready, Refusal<'unknown_import' | 'not_ready'>> {
    const found = imports().find((each) => each.request === request);
    if (found === undefined) return refuse('unknown_import', 'There is nothing made ready so.');
    const { state, drive, manifest, trouble } = found;
    return state === 'ready' && drive !== null && manifest !== null
      ? ok({ ...found, drive, manifest })
      : refuse('not_ready', trouble ?? 'The files are still being read.');
  }

  async function share({ community, request, text, tasks, receipts }: Input<Software['share']>) {
    const found = ready(request);
    if (!found.ok) return found;
    const { size, drive, manifest } = found.value;
    const described = { community, text, size, drive, manifest, tasks, receipts };
    const published = await asked.publish(described);
    const { name, version } = text;
    return published.ok
      ? keep({ request, community, ...published.value, name, version })
      : published;
  }

  /** Shares the files of what is published from now on. */
  async function keep(published: Published) {
    const kept = await files.keep(published);
    return kept.ok ? ok({ release: published.release }) : kept;
  }

  function draft({ request, ...said }: Input<Drafted['draft']>) {
    const found = ready(request);
    if (!found.ok) return found;
    const { size, drive, manifest } = found.value;
    return asked.draft({ ...said, size, drive, manifest });
  }

  async function publish({ drafts }: Input<Drafted['publish']>) {
    const read = await asked.readDraft({ drafts });
    if (!read.ok) return read;
    const { community, name, version, drive, manifest } = read.value;
    const found = imports().find((each) => each.drive === drive && each.manifest === manifest);
    if (found === undefined) return refuse('unknown_import', elsewhere);
    const published = await asked.publishDraft({ drafts });
    const { request } = found;
    return published.ok
      ? keep({ request, community, ...published.value, name, version })
      : published;
  }

  return { share, draft, publish };
}

const elsewhere =
  'The files of this release are not ready on this computer. Publish it on the one on which it was drafted.';
