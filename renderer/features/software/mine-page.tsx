import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ShelfView } from '../../../shared/api/software-shape.ts';
import { formatBytes } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { shareSoftwarePath, softwarePath } from '../app/pages.ts';
import { Refused } from '../app/refused.tsx';
import { SoftwareFrame } from './software-frame.tsx';
import { ShelfItem } from './shelf-item.tsx';
import { useShelf } from './use-releases.ts';
import { useRemoval } from './use-removal.ts';

/** What is on this computer, on its way to it, and shared from it. */
export function MinePage() {
  return (
    <SoftwareFrame
      part="mine"
      actions={
        <ButtonLink href={shareSoftwarePath} kind="primary" icon={<Plus />}>
          Share a release
        </ButtonLink>
      }
    >
      {(community) => <Content key={community.id} community={community} />}
    </SoftwareFrame>
  );
}

type Which = 'here' | 'shared';

function Content({ community }: { readonly community: CommunityView }) {
  const shelf = useShelf();
  const [which, setWhich] = useState<Which>('here');
  const removal = useRemoval();
  if (shelf === undefined) {
    return (
      <Panel label="On this computer">
        <Skeleton lines={4} />
      </Panel>
    );
  }
  const all = shelf.releases.filter(
    (each) => each.community === community.id && each.release !== removal.pending?.release,
  );
  const shown = all.filter((each) => (which === 'shared' ? each.isShared : each.folder !== null));
  return (
    <>
      <Choice<Which>
        label="Which"
        hideLabel
        value={which}
        options={[
          { id: 'here', label: 'On this computer' },
          { id: 'shared', label: 'I share' },
        ]}
        onChange={setWhich}
      />
      {shelf.phase === 'down' && (
        <Notice kind="fault" title="The part that moves files has stopped.">
          {shelf.reason ?? 'It is started again by itself.'}
        </Notice>
      )}
      {removal.pending !== null && (
        <Notice
          live
          actions={
            <Button small onPress={removal.undo}>
              Undo
            </Button>
          }
        >
          <bdi>{removal.pending.name}</bdi> {removal.words}
        </Notice>
      )}
      {removal.problem !== null && (
        <Notice kind="fault" title="It was not removed." live>
          {removal.problem}
        </Notice>
      )}
      {shown.length === 0 ? (
        <Panel label="Nothing here">
          <Nothing which={which} />
        </Panel>
      ) : (
        <Panel title={which === 'shared' ? 'I share' : 'On this computer'}>
          {shown.map((item) => (
            <ShelfItem key={item.release} item={item} onRemove={removal.remove} />
          ))}
        </Panel>
      )}
      {which === 'shared' && shown.length > 0 && <GiveRate shelf={shelf} />}
    </>
  );
}

function Nothing({ which }: { readonly which: Which }) {
  return which === 'shared' ? (
    <Empty action={<ButtonLink href={shareSoftwarePath}>Share a release</ButtonLink>}>
      You share nothing.
    </Empty>
  ) : (
    <Empty action={<ButtonLink href={softwarePath}>See what is shared here</ButtonLink>}>
      You have not got anything here yet.
    </Empty>
  );
}

const mib = 1024 * 1024;

function GiveRate({ shelf }: { readonly shelf: ShelfView }) {
  const { start, refusal } = useCall((node) => node.software.limit);
  const rates = [null, mib / 4, mib, 4 * mib];
  return (
    <Panel title="How fast others are given to">
      <Choice
        label="All of them together"
        value={String(shelf.giveRate)}
        options={[
          ...rates.map((rate) => ({
            id: String(rate),
            label: rate === null ? 'As fast as it goes' : `${formatBytes(rate)}/s`,
          })),
          ...(rates.includes(shelf.giveRate)
            ? []
            : [{ id: String(shelf.giveRate), label: `${formatBytes(shelf.giveRate ?? 0)}/s` }]),
        ]}
        onChange={(next) => {
          void start({ giveRate: next === 'null' ? null : Number(next) });
        }}
      />
      <Refused refusal={refusal} />
    </Panel>
  );
}
