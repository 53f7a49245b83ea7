import { FolderOpen, FilePlus } from 'lucide-react';
import { useState } from 'react';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { formatBytes, plural } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useDraft } from './draft-context.tsx';
import { wholeProblem } from './draft-numbers.ts';
import type { DraftFile } from './draft.ts';
import css from './steps.module.css';

/** Files that are chosen or dropped: each a slice, or so many of them, or so many of their lines. */
export function FilesInput() {
  const { draft, change } = useDraft();
  const [problem, setProblem] = useState<string | null>(null);
  const { files } = draft;
  const set = (part: Partial<typeof files>) => {
    change({ files: { ...files, ...part } });
  };
  const take = async (given: readonly File[]) => {
    const read = await readAll(given, files.chosen);
    setProblem(read === null ? tooMuch : null);
    if (read !== null) set({ chosen: [...files.chosen, ...read] });
  };
  return (
    <>
      <Chosen onFiles={(given) => void take(given)} />
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
      {files.chosen.length > 0 && (
        <Choice
          label="A slice is"
          options={[
            { id: 'file', label: 'One file' },
            { id: 'files', label: 'Some files' },
            { id: 'lines', label: 'Some lines' },
          ]}
          value={files.by}
          onChange={(by) => {
            set({ by });
          }}
        />
      )}
      {files.by !== 'file' && (
        <TextField
          label={files.by === 'files' ? 'Files to a slice' : 'Lines to a slice'}
          value={files.perSlice}
          inputMode="decimal"
          short
          problem={wholeProblem(files.perSlice, 1, Number.MAX_SAFE_INTEGER)}
          hint={files.by === 'files' ? severalFiles : undefined}
          onChange={(perSlice) => {
            set({ perSlice });
          }}
        />
      )}
    </>
  );
}

function Chosen({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const { draft, change } = useDraft();
  const { chosen } = draft.files;
  const take = (list: FileList | null) => {
    if (list !== null) onFiles([...list]);
  };
  return (
    <DropZone
      className={css.dropZone ?? ''}
      onDrop={(event) => {
        const files = event.items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : []));
        void Promise.all(files).then(onFiles);
      }}
    >
      <Text slot="label" className="visually-hidden">
        Input files
      </Text>
      <p className={css.grow}>{chosenSentence(chosen)}</p>
      <FileTrigger allowsMultiple onSelect={take}>
        <Button small icon={<FilePlus />}>
          Choose files…
        </Button>
      </FileTrigger>
      <FileTrigger acceptDirectory onSelect={take}>
        <Button small icon={<FolderOpen />}>
          Choose a folder…
        </Button>
      </FileTrigger>
      {chosen.length > 0 && (
        <Button
          small
          kind="quiet"
          onPress={() => {
            change({ files: { ...draft.files, chosen: [] } });
          }}
        >
          Clear
        </Button>
      )}
    </DropZone>
  );
}

function chosenSentence(chosen: readonly DraftFile[]): string {
  const [first] = chosen;
  if (first === undefined) return 'Drop files here, or choose them.';
  const size = formatBytes(chosen.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
  return chosen.length === 1
    ? `${first.name}, ${size}`
    : `${plural(chosen.length, 'file')}, ${size}`;
}

const severalFiles =
  'The input is then a list: [{ name, text }, …], or base64 in the place of text.';
const tooMuch = `Together these files are more than a job takes: ${formatBytes(limits.inputBytes)}, in ${plural(limits.slices, 'file')} at most.`;

/** In the order of their names, because a folder's order is any. Null if they are too many or too large. */
async function readAll(
  given: readonly File[],
  before: readonly DraftFile[],
): Promise<readonly DraftFile[] | null> {
  const size = [...before.map(({ bytes }) => bytes.byteLength), ...given.map((file) => file.size)];
  const all = size.reduce((sum, one) => sum + one, 0);
  if (all > limits.inputBytes || size.length > limits.slices) return null;
  const files = [...given].sort((a, b) =>
    nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }),
  );
  return Promise.all(
    files.map(async (file) => ({
      name: nameOf(file),
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

function nameOf(file: File): string {
  return file.webkitRelativePath || file.name;
}
