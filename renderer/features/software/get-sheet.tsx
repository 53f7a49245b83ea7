import { useState } from 'react';
import { Heading } from 'react-aria-components';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { DownloadCostView, ReleaseView } from '../../../shared/api/software-shape.ts';
import { costWords, sizeWords } from '../../../shared/api/software-words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useAnswer } from '../../node/use-answer.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Sheet } from '../../ui/confirm.tsx';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { createKeptWord } from '../app/kept-word.ts';
import { communityPath, tasksPath } from '../app/pages.ts';
import { Refused } from '../app/refused.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { bothWords, isNothing } from './arrival-words.ts';

const folderLast = createKeptWord('software-folder');

/** Where it goes, what it costs and what is set aside for it, before any of it comes. */
export function GetSheet({
  community,
  release,
  onClose,
}: {
  readonly community: CommunityView;
  readonly release: ReleaseView;
  readonly onClose: () => void;
}) {
  const [folder, setFolder] = useState(folderLast.useWord() ?? '');
  const [keepSharing, setKeepSharing] = useState(true);
  const { start, isPending, refusal } = useCall((node) => node.software.get);
  const about = { community: community.id, release: release.id };
  const { value: cost, problem } = useAnswer(
    (node) => node.software.cost,
    about,
    community.revision,
  );
  const cannot = useCannotAct();
  const lacks = lacking(cost, folder, problem);
  const send = async () => {
    if (lacks !== null || isPending) return;
    folderLast.keep(folder.trim());
    const answer = await start({ ...about, folder: folder.trim(), keepSharing });
    if (answer.ok) onClose();
  };
  return (
    <Sheet open onClose={onClose} label={`Get ${release.name}`}>
      <form
        className={text.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Heading slot="title" className={text.sheetTitle ?? ''} dir="auto">
          {release.name} {release.version}
        </Heading>
        {cost === undefined ? (
          <Skeleton lines={3} />
        ) : (
          <Facts facts={[...costFacts(cost), ['Size', sizeWords(release.size)]]} />
        )}
        {cost?.refusal != null && <OutOfReach community={community} refusal={cost.refusal} />}
        <TextField
          label="Into which folder"
          value={folder}
          code
          hint="A folder of this computer. The release gets a folder of its own in it. Nothing is opened or run."
          onChange={setFolder}
        />
        <Switch on={keepSharing} reason={null} onChange={setKeepSharing}>
          Keep sharing it afterwards
        </Switch>
        <Refused title="It was not begun." refusal={refusal} />
        <Actions>
          <Button type="submit" kind="primary" reason={lacks ?? cannot}>
            {isPending ? 'Asking…' : buttonWords(cost)}
          </Button>
          <Button onPress={onClose}>Not now</Button>
        </Actions>
      </form>
    </Sheet>
  );
}

function buttonWords(cost: DownloadCostView | undefined): string {
  return cost === undefined || isNothing(cost.price)
    ? 'Download'
    : `Download for ${costWords(cost.price)}`;
}

/** What is still to be known or said, as the reason beside the button; null when nothing is. */
function lacking(
  cost: DownloadCostView | undefined,
  folder: string,
  problem: string | null,
): string | null {
  if (cost === undefined) return problem ?? 'What it costs is being read.';
  if (cost.refusal !== null) return 'Your hours do not reach.';
  return folder.trim() === '' ? 'Say where it shall go.' : null;
}

function costFacts({ price, serving, setAside, free }: DownloadCostView): readonly Fact[] {
  const whole: Fact = [
    'Costs',
    isNothing(price) ? 'nothing' : `about ${costWords(price)}, to those whose hours are in it`,
  ];
  if (isNothing(setAside)) return [whole];
  const left = [free[0] - setAside[0], free[1] - setAside[1]] as const;
  const reaches = left[0] >= 0n && left[1] >= 0n;
  return [
    whole,
    ...(serving > 0n
      ? [['Sending', `at most ${costWords([serving, 0n])}, to those who send it`] as const]
      : []),
    [
      'Set aside',
      `${costWords(setAside)}: it never costs more. What arrives and is right is charged, by the price of that hour`,
    ],
    ['You have', `${bothWords(free)} to set aside`],
    ...(reaches ? [['Afterwards', `at least ${bothWords(left)}`] as const] : []),
  ];
}

function OutOfReach({
  community,
  refusal,
}: {
  readonly community: CommunityView;
  readonly refusal: string;
}) {
  return (
    <Notice
      title="Your hours do not reach."
      actions={
        <Actions>
          <ButtonLink small href="/lending">
            Lend
          </ButtonLink>
          <ButtonLink small href={tasksPath('to_take')}>
            Take on work
          </ButtonLink>
          <ButtonLink small href={communityPath(community.id, 'members')}>
            Find a sponsor
          </ButtonLink>
        </Actions>
      }
    >
      {refusal}
    </Notice>
  );
}
