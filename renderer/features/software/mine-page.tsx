import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { OnShelfView, ShelfView } from '../../../shared/api/software-shape.ts';
import { shelfSentence, sizeWords } from '../../../shared/api/software-words.ts';
import { formatBytes } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import text from '../../ui/text.module.css';
import { releasePath, shareSoftwarePath, softwarePath } from '../app/pages.ts';
import { Refused } from '../app/refused.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { SoftwareFrame } from './software-frame.tsx';
import css from './software.module.css';
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
            <Item key={item.release} item={item} onRemove={removal.remove} />
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

type Remove = (item: OnShelfView, files: boolean) => void;

interface ItemProps {
  readonly item: OnShelfView;
  readonly onRemove: Remove;
}

function Item({ item, onRemove }: ItemProps) {
  const { name, version, size, arrivedBytes, folder, givenBytes } = item;
  const sentence = shelfSentence(item);
  return (
    <section className={css.item} aria-label={`${name} ${version}`}>
      <h3>
        <Link href={releasePath(item.release)} className={text.inText ?? ''}>
          <bdi>{name}</bdi> <bdi>{version}</bdi>
        </Link>
      </h3>
      <p className={text.dense} role="status">
        {sentence}
      </p>
      {item.state !== 'ready' && (
        <BulletBar
          label={`How much of ${name} has arrived`}
          share={size.bytes === 0 ? 1 : arrivedBytes / size.bytes}
          valueLabel={sentence}
        />
      )}
      <p className={text.dense}>
        {sizeWords(size)}
        {folder !== null && (
          <>
            , in <bdi>{folder}</bdi>
          </>
        )}
        {givenBytes > 0 && `. ${formatBytes(givenBytes)} given to others since the start.`}
      </p>
      {item.state === 'ready' ? <Kept item={item} onRemove={onRemove} /> : <OnItsWay item={item} />}
    </section>
  );
}

/** What can be done with one that is not all here yet. */
function OnItsWay({ item: { community, release, state } }: { readonly item: OnShelfView }) {
  const about = { community, release };
  const pause = useCall((node) => node.software.pause);
  const resume = useCall((node) => node.software.resume);
  const cancel = useCall((node) => node.software.cancel);
  const cannot = useCannotAct();
  const rests = state === 'paused' || state === 'failed';
  return (
    <>
      <Refused refusal={pause.refusal ?? resume.refusal ?? cancel.refusal} />
      <Actions>
        {rests ? (
          <Button small reason={cannot} onPress={() => void resume.start(about)}>
            {state === 'failed' ? 'Try again' : 'Go on'}
          </Button>
        ) : (
          <Button small reason={cannot} onPress={() => void pause.start(about)}>
            Pause
          </Button>
        )}
        <Button small reason={cannot} onPress={() => void cancel.start(about)}>
          Cancel
        </Button>
      </Actions>
    </>
  );
}

/** What can be done with one that is here. */
function Kept({ item, onRemove }: ItemProps) {
  const { community, release, isShared, folder, isOwn } = item;
  const { start, refusal } = useCall((node) => node.software.keepSharing);
  const cannot = useCannotAct();
  return (
    <>
      <Refused refusal={refusal} />
      <Switch
        on={isShared}
        reason={cannot}
        onChange={(next) => {
          void start({ community, release, isShared: next });
        }}
      >
        Share it from here
      </Switch>
      <Actions>
        <Button
          small
          reason={cannot}
          onPress={() => {
            onRemove(item, false);
          }}
        >
          Remove from list
        </Button>
        {folder !== null && !isOwn && (
          <Button
            small
            kind="danger"
            reason={cannot}
            onPress={() => {
              onRemove(item, true);
            }}
          >
            Remove and delete files
          </Button>
        )}
      </Actions>
    </>
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
