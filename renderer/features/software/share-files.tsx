import type { ImportView } from '../../../shared/api/software-shape.ts';
import { sizeWords } from '../../../shared/api/software-words.ts';
import { formatBytes } from '../../../shared/api/words.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { Refused } from '../app/refused.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import type { SharePartProps } from './share-draft.ts';

/** What is shared: it is read and listed before anything else. */
export function ShareFiles({
  draft,
  set,
  files,
}: SharePartProps & { readonly files: ImportView | undefined }) {
  const prepare = useCall((node) => node.software.prepare);
  const forget = useCall((node) => node.software.forget);
  const cannot = useCannotAct();
  const place = draft.place.trim();
  const tag = draft.tag.trim();
  const isThere = files !== undefined && files.place === place && (files.origin?.tag ?? '') === tag;
  const read = async () => {
    if (files !== undefined) await forget.start({ request: files.request });
    const request = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
    const answer = await prepare.start({ request, place, tag: tag === '' ? null : tag });
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
        <TextField
          label="Tag, where that is a git repository (if you like)"
          value={draft.tag}
          short
          code
          hint="The files are then those of the tag, not those that lie in the folder."
          maxLength={200}
          onChange={(next) => {
            set({ tag: next });
          }}
        />
        <Refused title="It cannot be shared as it is." refusal={prepare.refusal} />
        {files !== undefined && <HowFar files={files} />}
        {files?.origin != null && (
          <TaggedFrom origin={files.origin} source={draft.source} set={set} />
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

/** Which commit the files are of, and the address of it. */
function TaggedFrom({
  origin: { tag, commit, isSigned, link },
  source,
  set,
}: {
  readonly origin: NonNullable<ImportView['origin']>;
  readonly source: string;
  readonly set: SharePartProps['set'];
}) {
  const address = link === null ? null : `${link}#${commit}`;
  return (
    <>
      <p className={text.dense}>
        Tag <bdi>{tag}</bdi>, commit {commit}.{' '}
        {isSigned
          ? 'There is a signature in the tag; whose it is was not looked at.'
          : 'There is no signature in the tag.'}
      </p>
      {address !== null && source !== address && (
        <div>
          <Button
            small
            onPress={() => {
              set({ source: address });
            }}
          >
            Say that its source is there
          </Button>
        </div>
      )}
    </>
  );
}

/** How far it is read. */
function HowFar({ files }: { readonly files: ImportView }) {
  if (files.state === 'failed') {
    return (
      <Notice kind="fault" title="It cannot be shared as it is." live>
        {files.trouble ?? 'It could not be read.'}
      </Notice>
    );
  }
  return (
    <p className={text.dense} role="status">
      {files.state === 'ready'
        ? `${sizeWords(files.size)}, read and listed.`
        : `Reading: ${formatBytes(files.readBytes)} so far.`}
    </p>
  );
}
