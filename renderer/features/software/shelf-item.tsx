import { Link } from 'wouter';
import type { OnShelfView } from '../../../shared/api/software-shape.ts';
import { sizeWords } from '../../../shared/api/software-words.ts';
import { formatBytes } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/switch.tsx';
import text from '../../ui/text.module.css';
import { releasePath } from '../app/pages.ts';
import { Refused } from '../app/refused.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { Arrival } from './arrival.tsx';
import css from './software.module.css';

type Remove = (item: OnShelfView, files: boolean) => void;

interface ShelfItemProps {
  readonly item: OnShelfView;
  readonly onRemove: Remove;
}

/** One release of this computer: how it stands, where it lies, and what can be done with it. */
export function ShelfItem({ item, onRemove }: ShelfItemProps) {
  const { name, version, size, folder, givenBytes } = item;
  return (
    <section className={css.item} aria-label={`${name} ${version}`}>
      <h3>
        <Link href={releasePath(item.release)} className={text.inText ?? ''}>
          <bdi>{name}</bdi> <bdi>{version}</bdi>
        </Link>
      </h3>
      <Arrival item={item} />
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
function Kept({ item, onRemove }: ShelfItemProps) {
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
