import { useState } from 'react';
import { useLocation } from 'wouter';
import { shortKey } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useAnswer } from '../../node/use-answer.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { communityPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useStatus } from '../app/views.ts';

/** What an invitation says, and the button that accepts it. Nothing happens before it is pressed. */
export function JoinPage({ given }: { readonly given: string }) {
  const [link, setLink] = useState(given);
  const pasted = link.trim();
  return (
    <Page
      title="Join with a link"
      subline="A member gives you a link. Look at what it says before you go in."
      back={{ href: '/community', label: 'Community' }}
    >
      <Panel title="The link">
        <div className={text.form}>
          <TextField
            label="Invitation"
            value={link}
            lines={4}
            code
            maxLength={20_000}
            hint="Paste all of it. What stands around it does not matter."
            onChange={setLink}
          />
        </div>
      </Panel>
      {pasted !== '' && <Review key={pasted} link={pasted} />}
    </Page>
  );
}

function Review({ link }: { readonly link: string }) {
  const { value, problem } = useAnswer((node) => node.communities.read, { link });
  const cannot = useCannotAct();
  if (problem !== null) {
    return (
      <Notice kind="fault" live title="This is no invitation that can be used.">
        {problem}
      </Notice>
    );
  }
  if (value === undefined) {
    return (
      <Panel label="Reading the invitation">
        {cannot === null ? <Skeleton /> : <p className={text.words}>{cannot}</p>}
      </Panel>
    );
  }
  return (
    <Panel title="What it says">
      <div className={text.stack}>
        <Facts
          facts={[
            ['Into', <bdi key="into">{value.name}</bdi>],
            ['Invited by', <LongKey key="by" value={value.inviter} label="key of the inviter" />],
            [
              'Community',
              <LongKey key="id" value={value.community} label="key of the community" />,
            ],
          ]}
        />
        <p className={text.words}>
          Compare the first and last digits with whoever invited you: {shortKey(value.inviter)}.
          Members see your name, your machines and your hours, and all of them keep the record.
          Nothing runs on this computer for them until you go there and lend.
        </p>
        {value.isThere ? (
          <Notice
            actions={
              <ButtonLink href={communityPath(value.community)} small>
                Open it
              </ButtonLink>
            }
          >
            This computer is in that community already.
          </Notice>
        ) : (
          <Accept link={link} name={value.name} />
        )}
      </div>
    </Panel>
  );
}

function Accept({ link, name }: { readonly link: string; readonly name: string }) {
  const status = useStatus();
  const [typed, setTyped] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const { start, isPending, refusal } = useCall((node) => node.communities.join);
  const cannot = useCannotAct();
  const memberName = typed ?? status?.me.name ?? '';
  const lacks = memberName.trim() === '' ? 'Say who you are first.' : null;
  return (
    <form
      className={text.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending || lacks !== null || cannot !== null) return;
        void start({ link, memberName: memberName.trim() }).then((answer) => {
          if (answer.ok) navigate('/community');
        });
      }}
    >
      <TextField
        label="Your name in it"
        value={memberName}
        maxLength={limits.memberNameLength}
        hint="It cannot be changed later."
        onChange={setTyped}
      />
      {refusal !== null && (
        <Notice kind="fault" live title="You did not go in.">
          {refusal.detail}
        </Notice>
      )}
      <div>
        <Button kind="primary" type="submit" reason={lacks ?? cannot}>
          {isPending ? 'Asking…' : `Join ${name}`}
        </Button>
      </div>
    </form>
  );
}
