import { useState } from 'react';
import { useLocation } from 'wouter';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { communityPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useStatus } from '../app/views.ts';
import css from './community.module.css';

/** For founders and for further machines of a member, who need no invitation. */
export function OpenPage({ given }: { readonly given: string }) {
  const status = useStatus();
  return (
    <Page
      title="Open with a link"
      subline="For founders, and for another machine of somebody who is a member already. Everybody else joins by invitation."
      back={{ href: '/community', label: 'Community' }}
    >
      <OpenForm given={given} />
      <Card key={status?.me.id ?? ''} myName={status?.me.name ?? ''} />
    </Page>
  );
}

function OpenForm({ given }: { readonly given: string }) {
  const [link, setLink] = useState(given);
  const [label, setLabel] = useState('');
  const [, navigate] = useLocation();
  const { start, isPending, refusal } = useCall((node) => node.communities.open);
  const cannot = useCannotAct();
  const lacks = link.trim() === '' ? 'Paste the link first.' : null;
  return (
    <Panel title="Open a community">
      <form
        className={text.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isPending || lacks !== null || cannot !== null) return;
          const named = label.trim();
          void start({ link: link.trim(), label: named === '' ? null : named }).then((answer) => {
            if (answer.ok) navigate(communityPath(answer.value.community));
          });
        }}
      >
        <TextField
          label="Link of the community"
          value={link}
          lines={4}
          code
          maxLength={20_000}
          hint="A founder or your other machine shows it under Invitations, “For founders and your other machines”."
          onChange={setLink}
        />
        <TextField
          label="What this machine is called"
          value={label}
          maxLength={limits.memberNameLength}
          placeholder="laptop"
          hint="So that you know your machines apart. It may be left empty."
          onChange={setLabel}
        />
        {refusal !== null && (
          <Notice kind="fault" live title="The community was not opened.">
            {refusal.detail}
          </Notice>
        )}
        <div>
          <Button kind="primary" type="submit" reason={lacks ?? cannot}>
            {isPending ? 'Opening…' : 'Open'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** A line of text with which somebody else makes one a founder. */
function Card({ myName }: { readonly myName: string }) {
  const [name, setName] = useState(myName);
  const [card, setCard] = useState<string | null>(null);
  const { start, refusal } = useCall((node) => node.communities.card);
  const cannot = useCannotAct();
  const lacks = name.trim() === '' ? 'Say who you are first.' : null;
  return (
    <Panel title="Be a founder of a community that somebody else makes">
      <form
        className={text.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (lacks !== null || cannot !== null) return;
          void start({ name: name.trim() }).then((answer) => {
            if (answer.ok) setCard(answer.value.card);
          });
        }}
      >
        <p className={text.words}>
          Make your card and send it to whoever founds the community. They send you its link, which
          you open above.
        </p>
        <div className={css.end}>
          <TextField
            label="Your name in it"
            value={name}
            maxLength={limits.memberNameLength}
            problem={refusal?.detail ?? null}
            onChange={(next) => {
              setName(next);
              setCard(null);
            }}
          />
          <Button type="submit" reason={lacks ?? cannot}>
            Make my card
          </Button>
        </div>
        <div role="status">
          {card !== null && (
            <p className={css.link}>
              <code>{card}</code>
              <CopyButton value={card} label="card" />
            </p>
          )}
        </div>
      </form>
    </Panel>
  );
}
