import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import {
  readReleaseFile,
  releaseFileBytesMax,
  releaseFileEnding,
  releaseFileFault,
  type ReleaseFileContents,
} from '../../../shared/api/release-file.ts';
import { base64ToBytes, bytesToText } from '../../../shared/base/bytes.ts';
import { refuse } from '../../../shared/base/result.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileField } from '../../ui/file-field.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { Asked } from '../app/asked.tsx';
import { joinPath, softwarePath } from '../app/pages.ts';
import { useCommunities } from '../app/views.ts';
import { ReleaseContent } from './release-page.tsx';
import { SoftwareFrame } from './software-frame.tsx';
import { useRelease } from './use-releases.ts';

/**
 * A release that somebody handed on in a file: what the record says of it, to be looked at. `given` is the file's text as
 * an address holds it, where another program opened it. Nothing is fetched before somebody presses the button.
 */
export function FilePage({ given = '' }: { readonly given?: string }) {
  const [read, setRead] = useState(() => (given === '' ? null : readReleaseFile(textOf(given))));
  const [name, setName] = useState<string | null>(null);
  const open = async (file: File) => {
    setName(file.name);
    const isTooLong = file.size > releaseFileBytesMax;
    setRead(isTooLong ? tooLong : readReleaseFile(await file.text()));
  };
  return (
    <SoftwareFrame
      part="find"
      title="A release in a file"
      back={{ href: softwarePath, label: 'Software' }}
      subline="Look at it first: nothing is fetched by opening it."
    >
      {() => (
        <>
          <Panel title="The file">
            <FileField
              label="Release file"
              choose={read === null ? 'Choose a file' : 'Choose another file'}
              accept={[releaseFileEnding]}
              chosen={
                read === null ? null : <Named name={name} said={read.ok ? read.value : null} />
              }
              onFile={(file) => void open(file)}
            />
          </Panel>
          {read?.ok === false && (
            <Notice kind="fault" title="It cannot be shown." live>
              {read.error.detail}
            </Notice>
          )}
          {read?.ok === true && <Review key={read.value.release} said={read.value} />}
        </>
      )}
    </SoftwareFrame>
  );
}

const tooLong = refuse('bad_release_file', 'This is no release file: it is far too long for one.');

/** What an address holds; what is no text of that kind is no release file either. */
function textOf(given: string): string {
  return /^[\w-]+$/.test(given) && given.length <= releaseFileBytesMax * 2
    ? bytesToText(base64ToBytes(given))
    : '';
}

function Named({
  name,
  said,
}: {
  readonly name: string | null;
  readonly said: ReleaseFileContents | null;
}) {
  return <bdi>{name ?? (said === null ? 'A file' : `${said.name} ${said.version}`)}</bdi>;
}

function Review({ said }: { readonly said: ReleaseFileContents }) {
  const list = useCommunities();
  const community = list?.communities.find(({ id }) => id === said.community);
  if (list === undefined) return null;
  if (community !== undefined) return <Compared community={community} said={said} />;
  return (
    <Panel title="What the file says">
      <div className={text.stack}>
        <Facts
          facts={[
            ['Release', <bdi key="name">{`${said.name} ${said.version}`}</bdi>],
            ['Community', <LongKey key="of" value={said.community} label="the community" />],
            ['Its list of files', <LongKey key="files" value={said.manifest} label="its hash" />],
          ]}
        />
        <Notice
          actions={
            <ButtonLink small href={joinPath}>
              I have an invitation
            </ButtonLink>
          }
        >
          It is shared in a community that this computer is not in, so none of this can be checked
          here. Ask whoever gave you the file to invite you.
        </Notice>
      </div>
    </Panel>
  );
}

function Compared({
  community,
  said,
}: {
  readonly community: CommunityView;
  readonly said: ReleaseFileContents;
}) {
  return (
    <Asked answer={useRelease(community, said.release)} label="The release">
      {(release) => {
        const fault = releaseFileFault(said, release);
        return fault === null ? (
          <>
            <p className={text.dense}>
              The file says the same of it as the record of <bdi>{community.name}</bdi>.
            </p>
            <ReleaseContent community={community} release={release} />
          </>
        ) : (
          <Notice kind="fault" title="This is not the release that it says it is." live>
            {fault}
          </Notice>
        );
      }}
    </Asked>
  );
}
