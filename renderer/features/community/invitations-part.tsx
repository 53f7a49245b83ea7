import { Ticket } from 'lucide-react';
import { useState } from 'react';
import type { CommunityView, InvitationView } from '../../../shared/api/community-contract.ts';
import { canAct, invitationWords } from '../../../shared/api/community-words.ts';
import { formatWhen, plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import css from './community.module.css';

/** Links that let people in, who used them, and the one for founders and one's own machines. */
export function InvitationsPart({ community }: { readonly community: CommunityView }) {
  const [open, setOpen] = useState<string | null>(null);
  const now = useNow();
  const newestFirst = [...community.invitations].sort((a, b) => b.madeAtMs - a.madeAtMs);
  return (
    <>
      {canAct(community.me) && <Make community={community} onMade={setOpen} />}
      <Panel title="Your invitations" flush={newestFirst.length > 0}>
        {newestFirst.length === 0 ? (
          <p className={text.dense}>You have made none on this computer.</p>
        ) : (
          <DataTable<InvitationView>
            caption="Your invitations, the newest first"
            rows={newestFirst}
            rowKey={({ id }) => id}
            open={open}
            onOpen={setOpen}
            detail={(invitation) => <Detail community={community} invitation={invitation} />}
            columns={[
              { id: 'made', header: 'Made', cell: ({ madeAtMs }) => formatWhen(madeAtMs, now) },
              {
                id: 'state',
                header: 'Is',
                grow: true,
                cell: (invitation) => <bdi>{invitationWords(invitation, now)}</bdi>,
              },
              {
                id: 'expires',
                header: 'Until',
                leaveOut: 'small',
                cell: ({ expiresAtMs }) => formatWhen(expiresAtMs, now),
              },
            ]}
          />
        )}
      </Panel>
      <Panel title="For founders and your other machines">
        <Fold summary="Show the link of the community">
          <CommunityLink id={community.id} />
        </Fold>
      </Panel>
    </>
  );
}

const lengths = ['1', '7', '30'] as const;

function Make({
  community,
  onMade,
}: {
  readonly community: CommunityView;
  readonly onMade: (id: string) => void;
}) {
  const [days, setDays] = useState<(typeof lengths)[number]>('7');
  const { start, isPending, refusal } = useCall((node) => node.invitations.make);
  const cannot = useCannotAct();
  const left = community.invitationsLeft;
  return (
    <Panel title="Invite somebody">
      <form
        className={text.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (isPending || cannot !== null || left === 0) return;
          void start({ community: community.id, validDays: Number(days) }).then((answer) => {
            if (answer.ok) onMade(answer.value.id);
          });
        }}
      >
        <p className={text.dense}>
          A link lets in one person. Give it only to them: whoever has it first can use it.{' '}
          {left > 0 && `You may invite ${plural(left, 'more person', 'more people')} this week.`}
        </p>
        <div className={css.bar}>
          <Choice<(typeof lengths)[number]>
            label="It can be used for"
            value={days}
            options={lengths.map((id) => ({ id, label: plural(Number(id), 'day') }))}
            onChange={setDays}
          />
          <Button
            kind="primary"
            type="submit"
            icon={<Ticket />}
            reason={
              cannot ??
              (left === 0 ? 'You have invited as many people as you may this week.' : null)
            }
          >
            {isPending ? 'Making…' : 'Make a link'}
          </Button>
        </div>
        {refusal !== null && (
          <Notice kind="fault" live title="No link was made.">
            {refusal.detail}
          </Notice>
        )}
      </form>
    </Panel>
  );
}

function Detail({
  community,
  invitation,
}: {
  readonly community: CommunityView;
  readonly invitation: InvitationView;
}) {
  const { start, refusal } = useCall((node) => node.invitations.forget);
  const [now, cannot] = [useNow(), useCannotAct()];
  return (
    <div className={text.stack}>
      {invitation.state === 'open' ? (
        <div className={css.invitation}>
          <div className={text.stack}>
            <p className={css.link}>
              <code>{invitation.link}</code>
              <CopyButton value={invitation.link} label="invitation" />
            </p>
            <p className={text.dense}>
              They paste it under Community, “Join with a link”, or scan the picture. It can be used
              once, until {formatWhen(invitation.expiresAtMs, now)}.
            </p>
          </div>
          <QrCode
            text={invitation.link}
            label={`The invitation to ${community.name} as a picture to scan. The same link stands beside it.`}
          />
        </div>
      ) : (
        <p className={text.dense}>
          {invitationWords(invitation, now)}. The link lets nobody in any more.
        </p>
      )}
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
      <div className={css.place}>
        <span className={text.dense}>
          {invitation.state === 'open' &&
            'Taking it from the list does not take it back: whoever has the link can still use it.'}
        </span>
        <Button
          small
          reason={cannot}
          onPress={() => void start({ community: community.id, id: invitation.id })}
        >
          Take from the list
        </Button>
      </div>
    </div>
  );
}

function CommunityLink({ id }: { readonly id: string }) {
  const { value, problem } = useAnswer((node) => node.communities.link, { community: id });
  if (problem !== null) return <Notice kind="fault">{problem}</Notice>;
  if (value === undefined) return <p className={text.dense}>Reading…</p>;
  return (
    <div className={text.stack}>
      <p className={text.dense}>
        With it a founder, or another machine of a member, opens the community under “Open with a
        link”. It lets nobody else in.
      </p>
      <p className={css.link}>
        <code>{value.link}</code>
        <CopyButton value={value.link} label="link of the community" />
      </p>
    </div>
  );
}
