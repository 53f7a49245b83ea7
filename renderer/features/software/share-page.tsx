import { useLocation } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { DraftKept } from '../app/draft-kept.tsx';
import { releasePath, softwarePath } from '../app/pages.ts';
import { Refused } from '../app/refused.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useKeptDraft } from '../app/use-kept-draft.ts';
import { namedFault, stillThere } from './launch-price.ts';
import { emptyShare, releaseTextOf, shareLacks, type ShareDraft } from './share-draft.ts';
import { ShareFiles } from './share-files.tsx';
import { ShareIngredients } from './share-ingredients.tsx';
import { SharePreview } from './share-preview.tsx';
import { ShareWords } from './share-words.tsx';
import { SoftwareFrame } from './software-frame.tsx';
import { useShelf } from './use-releases.ts';

/** Files, what they are called and on which terms, what went into them, and a signature below it. */
export function SharePage() {
  return (
    <SoftwareFrame
      part="mine"
      title="Share a release"
      back={{ href: softwarePath, label: 'Software' }}
      subline="What you sign here stays as it is: a change is another version."
    >
      {(community) => <ShareForm key={community.id} community={community} />}
    </SoftwareFrame>
  );
}

function ShareForm({ community }: { readonly community: CommunityView }) {
  const kept = useKeptDraft(`release ${community.id}`, () => emptyShare);
  const { draft, setDraft, keptAtMs, forget } = kept;
  const [, navigate] = useLocation();
  const { start, isPending, refusal } = useCall((node) => node.software.share);
  const question = { community: community.id, makers: [] };
  const ingredients = useAnswer((node) => node.releases.ingredients, question, community.revision);
  const cannot = useCannotAct();
  const files = useShelf()?.imports.find(({ request }) => request === draft.request);
  const named = ingredients.value === undefined ? null : stillThere(draft, ingredients.value);
  const isUnread = named === null && draft.tasks.length + draft.receipts.length > 0;
  const lacks =
    shareLacks(draft, files?.state === 'ready') ??
    (isUnread ? 'What went into it is being read.' : namedFault(draft));
  const set = (part: Partial<ShareDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
  };
  const send = async () => {
    if (lacks !== null || cannot !== null || isPending) return;
    const { tasks, receipts } = named ?? { tasks: [], receipts: [] };
    const answer = await start({
      ...{ community: community.id, request: draft.request },
      ...{ text: releaseTextOf(draft), tasks: [...tasks], receipts: [...receipts] },
    });
    if (!answer.ok) return;
    await forget();
    navigate(releasePath(answer.value.release));
  };
  return (
    <Columns weights="wide-first">
      <Stack>
        <ShareFiles draft={draft} set={set} files={files} />
        <ShareIngredients {...{ community, answer: ingredients, named: draft, onChange: set }} />
        <Panel title="What it is">
          <form
            className={text.form}
            onSubmit={(event) => {
              event.preventDefault();
              void send();
            }}
          >
            <ShareWords draft={draft} set={set} />
            <Refused title="It was not shared." refusal={refusal} />
            <div>
              <Button kind="primary" type="submit" reason={lacks ?? cannot}>
                {isPending ? 'Signing…' : 'Sign and share'}
              </Button>
            </div>
          </form>
        </Panel>
      </Stack>
      <div className={text.aside}>
        <SharePreview {...{ community, draft, files, ingredients: ingredients.value }} />
        <DraftKept
          keptAtMs={keptAtMs}
          onStartOver={() => {
            setDraft(emptyShare);
          }}
        />
      </div>
    </Columns>
  );
}
