import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ReleaseDetailView } from '../../../shared/api/software-shape.ts';
import {
  licenceWords,
  platformWord,
  priceWords,
  sizeWords,
} from '../../../shared/api/software-words.ts';
import { releaseFileEnding, releaseFileText } from '../../../shared/api/release-file.ts';
import { formatWhen, personName } from '../../../shared/api/words.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { releasePath, sharedSoftwarePath, softwarePath, taskPath } from '../app/pages.ts';
import { saveBytes } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { PeopleLinks } from '../app/people-links.tsx';
import { Arrival } from './arrival.tsx';
import { CostCard } from './cost-card.tsx';
import { GetSheet } from './get-sheet.tsx';
import { SoftwareFrame } from './software-frame.tsx';
import css from './software.module.css';
import { useOnShelf, useRelease } from './use-releases.ts';

/** One release: what one gets, from whom, and what it costs. A link leads here and does nothing. */
export function ReleasePage({ id }: { readonly id: string }) {
  return (
    <SoftwareFrame
      part="find"
      title="A release"
      back={{ href: softwarePath, label: 'Software' }}
      subline="What somebody here has made and signed."
    >
      {(community) => <Found key={community.id} community={community} id={id} />}
    </SoftwareFrame>
  );
}

interface ReleaseProps {
  readonly community: CommunityView;
  readonly release: ReleaseDetailView;
}

function Found({ community, id }: { readonly community: CommunityView; readonly id: string }) {
  return (
    <Asked answer={useRelease(community, id)} label="The release">
      {(release) => <ReleaseContent community={community} release={release} />}
    </Asked>
  );
}

/** All that is to be seen of a release, and the button that gets it. */
export function ReleaseContent({ community, release }: ReleaseProps) {
  const { name, version, notes, size, platforms, tasks, versions } = release;
  return (
    <Columns weights="wide-first">
      <Stack>
        <Panel
          title={
            <>
              <bdi>{name}</bdi> <bdi>{version}</bdi>
            </>
          }
        >
          <div className={text.stack}>
            {notes !== '' && (
              <p className={text.said} dir="auto">
                {notes}
              </p>
            )}
            <p className={text.words}>
              {sizeWords(size)}
              {platforms.length > 0 && `, for ${platforms.map(platformWord).join(', ')}`}
            </p>
            <GetIt community={community} release={release} />
          </div>
        </Panel>
        <CostCard release={release} />
        {tasks.length > 0 && <TasksIn tasks={tasks} />}
      </Stack>
      <Stack>
        <Panel title="Where it comes from">
          <div className={text.stack}>
            <Origin community={community} release={release} />
            <HandOn community={community} release={release} />
          </div>
        </Panel>
        {versions.length > 0 && (
          <Panel title="Other versions">
            <ul className={css.list}>
              {versions.map((other) => (
                <li key={other.id}>
                  <Link href={releasePath(other.id)} className={text.inText ?? ''}>
                    <bdi>{other.version}</bdi>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </Stack>
    </Columns>
  );
}

function GetIt({ community, release }: ReleaseProps) {
  const [isOpen, setOpen] = useState(false);
  const here = useOnShelf(community.id, release.id);
  const cannot = useCannotAct();
  if (here !== undefined && here.state !== 'failed') {
    return (
      <>
        <Arrival item={here} />
        {here.folder !== null && (
          <p className={text.dense}>
            In <bdi>{here.folder}</bdi>
          </p>
        )}
        <div>
          <ButtonLink small href={sharedSoftwarePath}>
            See what is here
          </ButtonLink>
        </div>
      </>
    );
  }
  const price = priceWords(release);
  return (
    <div className={css.arrival}>
      {here !== undefined && <Arrival item={here} />}
      <div className={css.getIt}>
        <Button
          kind="primary"
          reason={cannot}
          onPress={() => {
            setOpen(true);
          }}
        >
          {price === 'free' ? 'Get it' : `Get it for ${price}`}
        </Button>
      </div>
      {isOpen && (
        <GetSheet
          community={community}
          release={release}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </div>
  );
}

function Origin({ community, release }: ReleaseProps) {
  const now = useNow();
  const { makers, signaturesNeeded, licence, source, manifest, publishedAtMs } = release;
  return (
    <Facts
      facts={[
        [
          'Made by',
          <PeopleLinks key="makers" community={community.id} people={makers} isUnderlined />,
        ],
        [
          'Signed',
          signaturesNeeded > 1
            ? `by ${signaturesNeeded} of its makers or more, checked here`
            : 'by its makers, checked here',
        ],
        ['Licence', licenceWords(licence)],
        ['Source', source === '' ? 'in the files' : <bdi key="source">{source}</bdi>],
        ['Published', formatWhen(publishedAtMs, now)],
        [
          'Its list of files',
          <LongKey key="manifest" value={manifest} label="hash of the list of files" />,
        ],
      ]}
    />
  );
}

/** It leads whoever opens it to this page, and does nothing else. */
function HandOn({ community, release }: ReleaseProps) {
  const { id, name, version, manifest, drive } = release;
  const save = () => {
    const said = { community: community.id, release: id, name, version, manifest, drive };
    saveBytes(releaseFileText(said), `${name} ${version}${releaseFileEnding}`, 'application/json');
  };
  return (
    <Actions>
      <Button small onPress={save}>
        Save as a file
      </Button>
      <CopyButton value={`commonhours://release/${id}`} label="link to this release" />
    </Actions>
  );
}

function TasksIn({ tasks }: { readonly tasks: ReleaseDetailView['tasks'] }) {
  return (
    <Panel title="Work that went into it">
      <ul className={css.list}>
        {tasks.map(({ id, title, by, price }) => (
          <li key={id}>
            <Link href={taskPath(id)} className={text.inText ?? ''}>
              <bdi>{title}</bdi>
            </Link>
            , by <bdi>{personName(by)}</bdi>: {priceWords({ hours: manHours(price) })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function manHours(price: bigint): ReleaseDetailView['hours'] {
  const none = { cost: 0n, recouped: 0n, price: 0n, firstPrice: null };
  return [
    { currency: 'cpu', ...none },
    { currency: 'man', ...none, price },
  ];
}
