import { useLocation } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { platformWords, type ImportView } from '../../../shared/api/software-shape.ts';
import { licenceWords, platformWord, sizeWords } from '../../../shared/api/software-words.ts';
import { capital, formatBytes } from '../../../shared/api/words.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { openLicences } from '../../../shared/software/licences.ts';
import { releaseLimits } from '../../../shared/software/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckList } from '../../ui/check-list.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { releasePath, softwarePath } from '../app/pages.ts';
import { Refused } from '../app/refused.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useKeptDraft } from '../app/use-kept-draft.ts';
import { DraftKept } from '../app/draft-kept.tsx';
import { emptyShare, releaseTextOf, shareLacks, type ShareDraft } from './share-draft.ts';
import { SoftwareFrame } from './software-frame.tsx';
import { useShelf } from './use-releases.ts';

/** Files, what they are called and on which terms, and a signature below it. */
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

interface PartProps {
  readonly draft: ShareDraft;
  readonly set: (part: Partial<ShareDraft>) => void;
}

function ShareForm({ community }: { readonly community: CommunityView }) {
  const kept = useKeptDraft(`release ${community.id}`, () => emptyShare);
  const { draft, setDraft, keptAtMs, forget } = kept;
  const [, navigate] = useLocation();
  const { start, isPending, refusal } = useCall((node) => node.software.share);
  const cannot = useCannotAct();
  const files = useShelf()?.imports.find(({ request }) => request === draft.request);
  const lacks = shareLacks(draft, files?.state === 'ready');
  const set = (part: Partial<ShareDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
  };
  const send = async () => {
    if (lacks !== null || cannot !== null || isPending) return;
    const answer = await start({
      ...{ community: community.id, request: draft.request },
      ...{ text: releaseTextOf(draft), tasks: [], receipts: [] },
    });
    if (!answer.ok) return;
    await forget();
    navigate(releasePath(answer.value.release));
  };
  return (
    <Columns weights="wide-first">
      <Stack>
        <FilesPart draft={draft} set={set} files={files} />
        <Panel title="What it is">
          <form
            className={text.form}
            onSubmit={(event) => {
              event.preventDefault();
              void send();
            }}
          >
            <WordsPart draft={draft} set={set} />
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
        <Preview draft={draft} files={files} />
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

function FilesPart({ draft, set, files }: PartProps & { readonly files: ImportView | undefined }) {
  const prepare = useCall((node) => node.software.prepare);
  const forget = useCall((node) => node.software.forget);
  const cannot = useCannotAct();
  const place = draft.place.trim();
  const isThere = files !== undefined && files.place === place;
  const read = async () => {
    if (files !== undefined) await forget.start({ request: files.request });
    const request = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
    const answer = await prepare.start({ request, place });
    if (answer.ok) set({ request });
  };
  return (
    <Panel title="What you share">
      <form
        className={text.form}
        onSubmit={(event) => {
          event.preventDefault();
          void read();
        }}
      >
        <TextField
          label="A folder or a file of this computer"
          value={draft.place}
          code
          hint="All of it is read once and listed. Nobody sees any of it before you sign."
          onChange={(next) => {
            set({ place: next });
          }}
        />
        <Refused title="It cannot be shared as it is." refusal={prepare.refusal} />
        {files?.state === 'failed' && (
          <Notice kind="fault" title="It cannot be shared as it is." live>
            {files.trouble ?? 'It could not be read.'}
          </Notice>
        )}
        {files !== undefined && files.state !== 'failed' && (
          <p className={text.dense} role="status">
            {files.state === 'ready'
              ? `${sizeWords(files.size)}, read and listed.`
              : `Reading: ${formatBytes(files.readBytes)} so far.`}
          </p>
        )}
        <Actions>
          <Button
            type="submit"
            reason={
              cannot ??
              (place === ''
                ? 'Say what to share.'
                : isThere && files.state === 'ready'
                  ? 'It is read.'
                  : null)
            }
          >
            {prepare.isPending ? 'Looking…' : 'Read it'}
          </Button>
          {files?.state === 'reading' && (
            <Button onPress={() => void forget.start({ request: files.request })}>Cancel</Button>
          )}
        </Actions>
      </form>
    </Panel>
  );
}

function WordsPart({ draft, set }: PartProps) {
  return (
    <>
      <TextField
        label="Name"
        value={draft.name}
        maxLength={releaseLimits.nameLength}
        onChange={(name) => {
          set({ name });
        }}
      />
      <TextField
        label="Version"
        value={draft.version}
        short
        maxLength={releaseLimits.versionLength}
        onChange={(version) => {
          set({ version });
        }}
      />
      <SelectField
        label="Licence"
        value={draft.licence}
        options={[
          { id: '', label: 'Choose one' },
          ...[...openLicences.keys()].map((id) => ({ id, label: licenceWords(id) })),
        ]}
        onChange={(licence) => {
          set({ licence });
        }}
      />
      <p className={text.dense}>
        Only open licences are listed: the hours of others went into sharing it, so everybody may
        use, read, change and pass it on.
      </p>
      <CheckList
        label="Runs on"
        options={platformWords.map((id) => ({ id, label: capital(platformWord(id)) }))}
        chosen={draft.platforms}
        onChange={(platforms) => {
          set({ platforms });
        }}
      />
      <TextField
        label="Where its source is (if not in the files)"
        value={draft.source}
        maxLength={releaseLimits.linkLength}
        onChange={(source) => {
          set({ source });
        }}
      />
      <TextField
        label="What it does, and what is new (if you like)"
        value={draft.notes}
        lines={4}
        maxLength={releaseLimits.notesLength}
        onChange={(notes) => {
          set({ notes });
        }}
      />
    </>
  );
}

function Preview({
  draft,
  files,
}: {
  readonly draft: ShareDraft;
  readonly files: ImportView | undefined;
}) {
  const { name, version, licence, platforms } = releaseTextOf(draft);
  return (
    <Panel title="As others will see it">
      <div className={text.stack}>
        <h3 dir="auto">
          {name === '' ? 'No name yet' : name} {version}
        </h3>
        <Facts
          facts={[
            ['Licence', licence === '' ? 'none chosen yet' : licenceWords(licence)],
            ['Size', files?.state === 'ready' ? sizeWords(files.size) : 'not read yet'],
            [
              'Runs on',
              platforms.length === 0 ? 'not said' : platforms.map(platformWord).join(', '),
            ],
            ['Costs', 'nothing: no hours on the record are named for it'],
          ]}
        />
      </div>
    </Panel>
  );
}
