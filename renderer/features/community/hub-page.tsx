import { Plus, Ticket } from 'lucide-react';
import { Link } from 'wouter';
import type { CommunitiesView } from '../../../shared/api/community-contract.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { createCommunityPath, joinPath, openCommunityPath } from '../app/pages.ts';
import { RecordNotice } from '../app/record-notice.tsx';
import { useCommunities, useStatus } from '../app/views.ts';
import { Joinings } from './joinings.tsx';
import { Places } from './places.tsx';

/** With whom this computer shares hours: where it is now, and where else it could be. */
export function HubPage() {
  const [status, list] = [useStatus(), useCommunities()];
  return (
    <Page
      title="Community"
      subline="The people with whom this computer shares hours."
      actions={
        <>
          <ButtonLink href={createCommunityPath} icon={<Plus />}>
            New community
          </ButtonLink>
          <ButtonLink href={joinPath} kind="primary" icon={<Ticket />}>
            Join with a link
          </ButtonLink>
        </>
      }
    >
      <RecordNotice />
      {status === undefined || list === undefined ? (
        <Panel label="Loading">
          <Skeleton lines={4} />
        </Panel>
      ) : (
        <>
          <Joinings joining={list.joining} />
          <Places status={status} list={list} />
          <WhatItIs />
          <Unusable files={list.unusable} />
        </>
      )}
    </Page>
  );
}

/** The difference between the two kinds of places, for whoever has to choose. */
function WhatItIs() {
  return (
    <Columns>
      <Panel title="An open group">
        <p className={text.dense}>
          Whoever knows its code is in it. Each two people sign what one lent the other, and that is
          all that is kept: nobody else knows or confirms it.
        </p>
      </Panel>
      <Panel title="A community">
        <div className={text.stack}>
          <p className={text.dense}>
            People come in by invitation. All of them keep one record of what was lent and used, so
            hours that you lend to one person can be used with any other, and everybody can check
            all of it.
          </p>
          <p className={text.dense}>
            Found one, join with a link that a member gives you, or, as a founder or with a further
            machine of yours,{' '}
            <Link href={openCommunityPath} className={text.inText ?? ''}>
              open one with its own link
            </Link>
            .
          </p>
        </div>
      </Panel>
    </Columns>
  );
}

function Unusable({ files }: { readonly files: CommunitiesView['unusable'] }) {
  if (files.length === 0) return null;
  return (
    <Panel title="Could not be opened">
      <Facts facts={files.map((each) => [each.file, each.sentence] as const)} />
    </Panel>
  );
}
