import { useState } from 'react';
import type {
  CommunityView,
  MemberView,
  WitnessView,
} from '../../../shared/api/community-contract.ts';
import { canAct, heardWords, witnessesSentence } from '../../../shared/api/community-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckList } from '../../ui/check-list.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import css from './community.module.css';
import { useMembers } from './use-members.ts';

/** The machines that make hours final, whether each was heard, and one's voice for others. */
export function WitnessesPart({ community }: { readonly community: CommunityView }) {
  const now = useNow();
  return (
    <>
      <Panel title="Witnesses" aside={witnessesSentence(community.witnesses)} flush>
        <DataTable<WitnessView>
          caption="Witnesses"
          rows={community.witnesses}
          rowKey={({ device }) => device}
          columns={[
            {
              id: 'who',
              header: 'Person',
              grow: true,
              cell: ({ member, isMe }) => (
                <>
                  <bdi>{personName(member)}</bdi>
                  {isMe && <span className={text.mark}>you</span>}
                </>
              ),
            },
            {
              id: 'machine',
              header: 'Machine',
              leaveOut: 'small',
              cell: ({ label, device }) => <bdi>{label === '' ? device.slice(0, 8) : label}</bdi>,
            },
            {
              id: 'heard',
              header: 'Heard',
              cell: (witness) => (
                <span className={css.sign} data-state={witness.state}>
                  <i aria-hidden="true" />
                  {heardWords(witness, now)}
                </span>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title="What witnesses do">
        <p className={text.dense}>
          At the end of each span they agree which hours are in the record, and sign it. They can
          delay an hour, but not invent, change or hide one: everybody has the signatures of both
          sides and computes the result again.
        </p>
      </Panel>
      {canAct(community.me) && (
        <Panel title="Vote for other witnesses">
          <Fold summary="Choose them">
            <Vote community={community} />
          </Fold>
        </Panel>
      )}
    </>
  );
}

function Vote({ community }: { readonly community: CommunityView }) {
  const { members, problem } = useMembers(community);
  const present = community.voice ?? community.witnesses.map(({ device }) => device);
  const [chosen, setChosen] = useState<readonly string[]>(present);
  const [sent, setSent] = useState<string | null>(null);
  const { start, isPending, refusal } = useCall((node) => node.members.vote);
  const cannot = useCannotAct();
  if (members === undefined) {
    return problem === null ? <Skeleton /> : <Notice kind="fault">{problem}</Notice>;
  }
  const lacks = voteProblem(chosen, members);
  return (
    <form
      className={text.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (lacks !== null || cannot !== null || isPending) return;
        void start({ community: community.id, committee: [...chosen].sort() }).then((answer) => {
          if (answer.ok) setSent('Your voice is on its way into the record.');
        });
      }}
    >
      <CheckList
        label="Machines"
        hint="One, four or seven, each of another person. They take over when members who hold more than half of the trust here have named the same ones."
        chosen={chosen}
        onChange={(next) => {
          setChosen(next);
          setSent(null);
        }}
        options={candidates(members)}
      />
      {refusal !== null && (
        <Notice kind="fault" live title="Your voice was not taken.">
          {refusal.detail}
        </Notice>
      )}
      <div>
        <Button type="submit" reason={lacks ?? cannot}>
          {`Vote for ${plural(chosen.length, 'machine')}`}
        </Button>
      </div>
      <p role="status" className={text.dense}>
        {sent ??
          (community.voice === null ? '' : 'You have voted for others than the present ones.')}
      </p>
    </form>
  );
}

function candidates(members: readonly MemberView[]) {
  return members
    .filter(({ status }) => status === 'member')
    .flatMap(({ person, devices }) =>
      devices
        .filter(({ status }) => status === 'active')
        .map(({ device, label, isWitness }) => ({
          id: device,
          label: `${personName(person)}${label === '' ? '' : `, ${label}`}`,
          ...(isWitness && { hint: 'witness now' }),
        })),
    );
}

/** What is wrong with the choice, or null. */
function voteProblem(chosen: readonly string[], members: readonly MemberView[]): string | null {
  if (![1, 4, 7].includes(chosen.length)) return 'Choose one, four or seven.';
  const owners = chosen.map(
    (device) =>
      members.find(({ devices }) => devices.some((each) => each.device === device))?.person.id,
  );
  return new Set(owners).size < chosen.length ? 'Choose only one machine of each person.' : null;
}
