import { useState } from 'react';
import { Heading } from 'react-aria-components';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ReleaseView } from '../../../shared/api/software-shape.ts';
import { priceWords, sizeWords } from '../../../shared/api/software-words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/confirm.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { createKeptWord } from '../app/kept-word.ts';
import { Refused } from '../app/refused.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';

const folderLast = createKeptWord('software-folder');

/** Where it goes and what it costs, before any of it comes. */
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
  const cannot = useCannotAct();
  const price = priceWords(release);
  const isFree = price === 'free';
  const lacks = folder.trim() === '' ? 'Say where it shall go.' : null;
  const send = async () => {
    if (lacks !== null || isPending) return;
    folderLast.keep(folder.trim());
    const answer = await start({
      ...{ community: community.id, release: release.id },
      ...{ folder: folder.trim(), keepSharing },
    });
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
        <Facts
          facts={[
            ['Costs', isFree ? 'nothing' : `${price}, charged for what arrives and is checked`],
            ['Size', sizeWords(release.size)],
          ]}
        />
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
            {isPending ? 'Asking…' : isFree ? 'Download' : `Download for ${price}`}
          </Button>
          <Button onPress={onClose}>Not now</Button>
        </Actions>
      </form>
    </Sheet>
  );
}
