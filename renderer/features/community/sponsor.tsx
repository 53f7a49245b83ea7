import { useState } from 'react';
import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import { formatCpuAmount, parseCpuHours } from '../../../shared/api/amounts.ts';
import { personName } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './community.module.css';

/** Passes a part of what one may borrow on to somebody who is new. */
export function Sponsor({
  community,
  member,
}: {
  readonly community: CommunityView;
  readonly member: MemberView;
}) {
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState<string | null>(null);
  const { start, isPending, refusal } = useCall((node) => node.members.sponsor);
  const cannot = useCannotAct();
  const most = community.me.sponsorable;
  const quantity = parseCpuHours(typed);
  const name = personName(member.person);
  const lacks =
    most <= 0n
      ? 'You have nothing left to pass on.'
      : quantity === null || quantity <= 0n
        ? 'Write a number of hours.'
        : quantity > most
          ? `You may pass on ${formatCpuAmount(most)} hours at most.`
          : null;
  return (
    <Panel title="Stand up for them">
      <form
        className={text.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (quantity === null || lacks !== null || cannot !== null || isPending) return;
          const input = { community: community.id, member: member.person.id, quantity };
          void start(input).then((answer) => {
            if (!answer.ok) return;
            setTyped('');
            setDone(
              `${name} may borrow ${formatCpuAmount(quantity)} hours more, and you as many fewer, from the next certificate on.`,
            );
          });
        }}
      >
        <p className={text.dense}>
          Somebody new may borrow nothing yet. Pass on a part of what you may borrow: they can begin
          with it. If they never give it back, you do not get it back either.
        </p>
        <div className={css.end}>
          <TextField
            label="Hours to pass on"
            value={typed}
            unit="hours"
            short
            inputMode="decimal"
            problem={refusal?.detail ?? null}
            hint={`You have ${formatCpuAmount(most)} to pass on.`}
            onChange={setTyped}
          />
          <Button type="submit" reason={lacks ?? cannot}>
            Pass on
          </Button>
        </div>
        <p role="status" className={done === null ? 'visually-hidden' : text.dense}>
          {done}
        </p>
      </form>
    </Panel>
  );
}
