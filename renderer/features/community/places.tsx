import { MapPin } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunitiesView, CommunityView } from '../../../shared/api/community-contract.ts';
import type { NodeStatusView } from '../../../shared/api/contract.ts';
import { netOf, formatHours } from '../../../shared/api/account-words.ts';
import {
  activeCommunity,
  canAct,
  healthTitle,
  membershipSentence,
} from '../../../shared/api/community-words.ts';
import { otherPeople, plural } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel, Row } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { communityPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './community.module.css';
import { MovePlace, type Destination } from './move-place.tsx';
import { usePutAway } from './use-put-away.ts';

interface PlacesProps {
  readonly status: NodeStatusView;
  readonly list: CommunitiesView;
}

/** Where this computer lends and asks now, the communities that it is in, and a way into an open group. */
export function Places({ status, list }: PlacesProps) {
  const [wanted, setWanted] = useState<Destination | null>(null);
  const active = activeCommunity(status.community, list.communities);
  const others = list.communities.filter(({ id }) => id !== active?.id);
  return (
    <>
      <Panel title="Where you lend and ask now">
        <div className={css.place}>
          <div>
            <p className={css.big}>
              <bdi>{placeName(status)}</bdi>
            </p>
            <p className={text.dense}>{hereSentence(status, active)}</p>
          </div>
          <Actions>
            <ButtonLink href="/people">Who is here</ButtonLink>
            {active && <ButtonLink href={communityPath(active.id)}>Open</ButtonLink>}
          </Actions>
        </div>
      </Panel>
      {list.communities.length > 0 && (
        <Panel
          title="Your communities"
          aside={plural(list.communities.length, 'community', 'communities')}
        >
          {[...(active ? [active] : []), ...others].map((community) => (
            <Row key={community.id}>
              <Place
                community={community}
                isActive={community.id === active?.id}
                onGo={() => {
                  setWanted({ community });
                }}
              />
            </Row>
          ))}
        </Panel>
      )}
      <OpenGroup
        here={status.community.kind === 'group' ? status.community.name : null}
        onGo={(code) => {
          setWanted({ code });
        }}
      />
      <MovePlace
        from={placeName(status)}
        to={wanted}
        onClose={() => {
          setWanted(null);
        }}
      />
    </>
  );
}

function Place({
  community,
  isActive,
  onGo,
}: {
  readonly community: CommunityView;
  readonly isActive: boolean;
  readonly onGo: () => void;
}) {
  const cannot = useCannotAct();
  const putAway = usePutAway(community.id);
  const gone = ['left', 'expelled', 'retired'].includes(community.me.status);
  return (
    <div className={css.place}>
      <div>
        <h3>
          <Link href={communityPath(community.id)}>
            <bdi>{community.name}</bdi>
          </Link>
        </h3>
        <p className={text.dense}>
          {membershipSentence(community.me) ??
            `${plural(community.members, 'member')}. ${standing(community)} ${healthTitle(community.health)}.`}
        </p>
        {putAway.problem !== null && (
          <Notice kind="fault" live>
            {putAway.problem}
          </Notice>
        )}
      </div>
      {isActive ? (
        <span className={css.here}>
          <MapPin /> You lend and ask here
        </span>
      ) : gone ? (
        <Button small reason={cannot} onPress={putAway.start} label={`Put away ${community.name}`}>
          Put away
        </Button>
      ) : (
        canAct(community.me) && (
          <Button
            small
            reason={cannot}
            onPress={onGo}
            label={`Lend and ask here: ${community.name}`}
          >
            Lend and ask here
          </Button>
        )
      )}
    </div>
  );
}

function OpenGroup({
  here,
  onGo,
}: {
  readonly here: string | null;
  readonly onGo: (code: string) => void;
}) {
  const [code, setCode] = useState('');
  const cannot = useCannotAct();
  const wanted = code.trim();
  return (
    <Panel title={here === null ? 'Go to an open group' : 'Go to another open group'}>
      <form
        className={css.end}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '' && wanted !== here && cannot === null) onGo(wanted);
        }}
      >
        <TextField
          label="Code of the group"
          value={code}
          maxLength={limits.communityCodeLength}
          placeholder="open"
          onChange={setCode}
        />
        <Button
          type="submit"
          reason={
            cannot ??
            (wanted === '' ? 'Write a code first.' : wanted === here ? 'You are there.' : null)
          }
        >
          Lend and ask there
        </Button>
      </form>
    </Panel>
  );
}

function placeName({ community }: NodeStatusView): string {
  return community.kind === 'community' ? community.name : `Open group “${community.name}”`;
}

function hereSentence(status: NodeStatusView, active: CommunityView | null): string {
  const { people } = status.connection;
  const here =
    people === 0
      ? 'Nobody else is here at the moment.'
      : `${otherPeople(people)} ${people === 1 ? 'is' : 'are'} here.`;
  if (status.community.kind === 'group') return `${here} Only the two who sign know of an hour.`;
  return active === null ? here : `${here} ${plural(active.members, 'member')} in all.`;
}

function standing({ accounts }: CommunityView): string {
  const account = accounts.find(({ currency }) => currency === 'cpu');
  if (account === undefined) return '';
  return `You stand at ${formatHours(netOf(account.provisional), 'cpu', { signed: true })}.`;
}
