import { useState } from 'react';
import { formatBytes } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { FileField } from '../../ui/file-field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useIdentity } from '../app/views.ts';
import css from './recovery.module.css';

interface Chosen {
  readonly name: string;
  readonly bytes: number;
  readonly text: string;
}

/** What came of it, for whoever shows it. */
export interface RestoredMember {
  readonly name: string | null;
  readonly communities: readonly string[];
  readonly problems: readonly string[];
}

/** Becomes the member of a recovery file, where the key of this computer was not used yet. */
export function RestoreRecovery({
  onRestored,
}: {
  readonly onRestored: (member: RestoredMember) => void;
}) {
  const inUse = useIdentity()?.inUse ?? null;
  const [file, setFile] = useState<Chosen | null>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const { start, refusal, isPending } = useCall((node) => node.identity.restore);
  const cannot = useCannotAct();
  if (inUse !== null) return <Notice>{inUse}</Notice>;
  const wrong = refusal?.name === 'wrong_passphrase' ? refusal.detail : null;
  const problem = unreadable ?? (wrong === null ? (refusal?.detail ?? null) : null);
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (file === null || passphrase === '') return;
        void start({ text: file.text, passphrase }).then((answer) => {
          if (answer.ok) onRestored(answer.value);
        });
      }}
    >
      <FileField
        label="Recovery file"
        choose="Choose recovery file…"
        chosen={
          file && (
            <>
              <bdi>{file.name}</bdi> ({formatBytes(file.bytes)})
            </>
          )
        }
        onFile={(given) => {
          setUnreadable(null);
          void readChosen(given).then((read) => {
            if (typeof read === 'string') setUnreadable(read);
            else setFile(read);
          });
        }}
      />
      <TextField
        label="Its passphrase"
        secret
        value={passphrase}
        maxLength={limits.passphraseLength}
        problem={wrong}
        onChange={setPassphrase}
      />
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
      <Actions className={css.actions}>
        <Button
          type="submit"
          kind="primary"
          reason={cannot ?? (isPending ? 'It is being opened.' : missing(file, passphrase))}
        >
          Restore
        </Button>
      </Actions>
    </form>
  );
}

function missing(file: Chosen | null, passphrase: string): string | null {
  if (file === null) return 'Choose the file first.';
  return passphrase === '' ? 'Write its passphrase.' : null;
}

/** The text, or why it cannot be one, before anything of it is read. */
async function readChosen(file: File): Promise<Chosen | string> {
  if (file.size > limits.recoveryFileBytes) {
    return `${file.name} has ${formatBytes(file.size)}, and no recovery file has more than ${formatBytes(limits.recoveryFileBytes)}: choose another file.`;
  }
  try {
    return { name: file.name, bytes: file.size, text: await file.text() };
  } catch {
    return `${file.name} cannot be read: choose it again.`;
  }
}

/** Who somebody is now, and what came along. */
export function RestoredNotice({ name, communities, problems }: RestoredMember) {
  return (
    <>
      <Notice live title={name === null ? 'You are back' : `You are ${name} here`}>
        This computer has a fresh device key.
        {communities.length > 0 &&
          ` Your communities came along: ${communities.map((each) => `“${each}”`).join(', ')}.`}
      </Notice>
      {problems.map((each) => (
        <Notice key={each} kind="fault">
          {each}
        </Notice>
      ))}
    </>
  );
}
