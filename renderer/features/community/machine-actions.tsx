import { useState } from 'react';
import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './community.module.css';

type Machine = MemberView['devices'][number];

/** Ends a machine of one's own that was lost or sold. */
export function MachineActions({
  community,
  machine,
}: {
  readonly community: CommunityView;
  readonly machine: Machine;
}) {
  const [asked, setAsked] = useState(false);
  const { start, refusal } = useCall((node) => node.members.retire);
  const cannot = useCannotAct();
  if (machine.status !== 'active' || machine.isMe) return null;
  const name = machine.label === '' ? machine.device.slice(0, 8) : machine.label;
  return (
    <>
      <Button
        small
        reason={cannot}
        label={`Retire… ${name}`}
        onPress={() => {
          setAsked(true);
        }}
      >
        Retire…
      </Button>
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
      <Confirm
        title={`Retire ${name}?`}
        open={asked}
        keep="Keep it"
        confirm="Retire"
        onClose={() => {
          setAsked(false);
        }}
        onConfirm={() => void start({ community: community.id, device: machine.device })}
      >
        It can sign nothing in your name from the next certificate on, and cannot come back: set it
        up as a new machine if you find it. What it signed before stays.
      </Confirm>
    </>
  );
}

/** A name for the machine that this is. */
export function RelabelMachine({
  community,
  member,
}: {
  readonly community: CommunityView;
  readonly member: MemberView;
}) {
  const mine = member.devices.find(({ isMe }) => isMe);
  const [label, setLabel] = useState(mine?.label ?? '');
  const { start, isPending, refusal } = useCall((node) => node.members.relabel);
  const [sent, setSent] = useState<string | null>(null);
  const cannot = useCannotAct();
  const wanted = label.trim();
  if (mine === undefined) return null;
  const same = wanted === mine.label || wanted === sent;
  return (
    <Panel title="This computer">
      <form
        className={css.end}
        onSubmit={(event) => {
          event.preventDefault();
          if (same || wanted === '' || cannot !== null || isPending) return;
          void start({ community: community.id, label: wanted }).then((answer) => {
            if (answer.ok) setSent(wanted);
          });
        }}
      >
        <TextField
          label="What it is called"
          value={label}
          maxLength={limits.memberNameLength}
          problem={refusal?.detail ?? null}
          hint={sent === null ? 'Members see it.' : 'Seen by all with the next certificate.'}
          onChange={setLabel}
        />
        <Button
          type="submit"
          reason={cannot ?? (wanted === '' ? 'Write a name first.' : same ? 'Saved.' : null)}
        >
          Save
        </Button>
      </form>
    </Panel>
  );
}
