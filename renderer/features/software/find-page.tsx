import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { platformWords, type ReleaseView } from '../../../shared/api/software-shape.ts';
import { platformLabel, platformWord, priceWords } from '../../../shared/api/software-words.ts';
import { formatBytes, formatNumber, personName, plural } from '../../../shared/api/words.ts';
import { openLicences } from '../../../shared/software/licences.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { releaseFilePath, releasePath, shareSoftwarePath } from '../app/pages.ts';
import { SoftwareFrame } from './software-frame.tsx';
import css from './software.module.css';
import { useReleases, type Platform, type ReleaseFilter } from './use-releases.ts';

/** What can be had here. */
export function FindPage() {
  return (
    <SoftwareFrame
      part="find"
      actions={
        <Actions>
          <ButtonLink href={releaseFilePath}>Open a release file</ButtonLink>
          <ShareLink isPrimary />
        </Actions>
      }
    >
      {(community) => <Content key={community.id} community={community} />}
    </SoftwareFrame>
  );
}

function ShareLink({ isPrimary = false }: { readonly isPrimary?: boolean }) {
  return (
    <ButtonLink href={shareSoftwarePath} icon={<Plus />} {...(isPrimary && { kind: 'primary' })}>
      Share a release
    </ButtonLink>
  );
}

const everything: ReleaseFilter = { search: '', licence: null, platform: null };

function Content({ community }: { readonly community: CommunityView }) {
  const [filter, setFilter] = useState(everything);
  const words = { ...filter, search: filter.search.trim() };
  const { rows, page, problem, isReading, readOn } = useReleases(community, words);
  const isNarrowed = JSON.stringify(words) !== JSON.stringify(everything);
  const total = page?.total ?? 0;
  if (rows === undefined) {
    return (
      <Panel label="Releases">
        {problem === null ? <Skeleton lines={4} /> : <Notice>{problem}</Notice>}
      </Panel>
    );
  }
  return (
    <>
      {(rows.length > 0 || isNarrowed) && (
        <Filters filter={filter} onChange={setFilter} total={total} shown={rows.length} />
      )}
      {problem !== null && <Notice>{problem}</Notice>}
      {rows.length === 0 ? (
        <Panel label="No releases">
          <Empty action={<ShareLink />}>
            {isNarrowed
              ? 'There is no such release here.'
              : 'Nothing is shared in your network yet.'}
          </Empty>
        </Panel>
      ) : (
        <Panel label="Releases" flush>
          <DataTable<ReleaseView>
            caption="Releases"
            rows={rows}
            rowKey={({ id }) => id}
            columns={columns}
          />
          {total > rows.length && (
            <div className={text.more}>
              <Button small onPress={readOn}>
                {isReading ? 'Reading…' : 'Show more'}
              </Button>
            </div>
          )}
        </Panel>
      )}
    </>
  );
}

const any = '';

function Filters({
  filter,
  onChange,
  total,
  shown,
}: {
  readonly filter: ReleaseFilter;
  readonly onChange: (filter: ReleaseFilter) => void;
  readonly total: number;
  readonly shown: number;
}) {
  return (
    <div role="search" aria-label="Releases" className={css.filters}>
      <SearchField
        label="Find a word or a maker"
        value={filter.search}
        onChange={(search) => {
          onChange({ ...filter, search });
        }}
      />
      <SelectField
        label="Runs on"
        value={filter.platform ?? any}
        options={[
          { id: any, label: 'Anything' },
          ...platformWords
            .filter((each) => each !== 'any')
            .map((each) => ({ id: each, label: platformLabel(each) })),
        ]}
        onChange={(platform) => {
          onChange({ ...filter, platform: platform === any ? null : (platform as Platform) });
        }}
      />
      <SelectField
        label="Licence"
        value={filter.licence ?? any}
        options={[
          { id: any, label: 'Any open licence' },
          ...[...openLicences.keys()].map((id) => ({ id, label: id })),
        ]}
        onChange={(licence) => {
          onChange({ ...filter, licence: licence === any ? null : licence });
        }}
      />
      <p className={text.dense} role="status">
        {total > shown
          ? `${plural(total, 'release')}, ${formatNumber(shown)} of them below`
          : plural(total, 'release')}
      </p>
    </div>
  );
}

const columns: readonly Column<ReleaseView>[] = [
  {
    id: 'name',
    header: 'Release',
    grow: true,
    cell: ({ id, name, version, platforms }) => (
      <div className={text.name}>
        <Link href={releasePath(id)}>
          <bdi>{name}</bdi> <bdi>{version}</bdi>
        </Link>
        {platforms.length > 0 && (
          <span className={text.below}>for {platforms.map(platformWord).join(', ')}</span>
        )}
      </div>
    ),
  },
  {
    id: 'makers',
    header: 'Made by',
    leaveOut: 'small',
    cell: ({ makers, isMine }) => (
      <bdi>{isMine && makers.length === 1 ? 'you' : makers.map(personName).join(', ')}</bdi>
    ),
  },
  { id: 'licence', header: 'Licence', leaveOut: 'narrow', cell: ({ licence }) => licence },
  {
    id: 'size',
    header: 'Size',
    end: true,
    leaveOut: 'tiny',
    cell: ({ size }) => formatBytes(size.bytes),
  },
  { id: 'cost', header: 'Costs', end: true, cell: priceWords },
];
