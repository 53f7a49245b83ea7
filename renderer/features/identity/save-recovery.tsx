import { useState } from 'react';
import { Heading } from 'react-aria-components';
import { plural } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { saveBytes } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useStatus } from '../app/views.ts';
import css from './recovery.module.css';

/** A button, and the dialog in which a recovery file is written. */
export function SaveRecovery({ small = false }: { readonly small?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <Button
        small={small}
        onPress={() => {
          setOpen(true);
        }}
      >
        Save recovery file
      </Button>
      <Sheet open={isOpen} onClose={close}>
        <div className={text.sheet}>
          <Heading slot="title" className={text.sheetTitle ?? ''}>
            Save a recovery file
          </Heading>
          <SaveForm onClose={close} />
        </div>
      </Sheet>
    </>
  );
}

function SaveForm({ onClose }: { readonly onClose: () => void }) {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [saved, setSaved] = useState<string | null>(null);
  const { start, refusal, isPending } = useCall((node) => node.identity.recoveryFile);
  const cannot = useCannotAct();
  const fileName = recoveryFileName(useStatus()?.me.name ?? null);
  if (saved !== null) return <Saved sentence={saved} onClose={onClose} />;
  const differs = second !== '' && first !== second;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (first === '' || first !== second) return;
        void start({ passphrase: first }).then((answer) => {
          if (!answer.ok) return;
          saveBytes(answer.value.text, fileName, 'text/plain');
          setSaved(savedSentence(fileName, answer.value.communities));
        });
      }}
    >
      <p className={css.dense}>
        With this file and its passphrase you come back to your hours and your communities on
        another computer, or on this one after a loss. Whoever has both is you. The passphrase is
        kept nowhere, and nobody can ask for it again.
      </p>
      <TextField
        label="Passphrase"
        secret
        value={first}
        maxLength={limits.passphraseLength}
        hint="Four words that nobody would guess are a good one."
        problem={refusal?.detail ?? null}
        onChange={setFirst}
      />
      <TextField
        label="The same again"
        secret
        value={second}
        maxLength={limits.passphraseLength}
        problem={differs && second.length >= first.length ? 'The two differ.' : null}
        onChange={setSecond}
      />
      <Actions className={css.actions}>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          type="submit"
          kind="primary"
          reason={cannot ?? (isPending ? 'It is being sealed.' : missing(first, second))}
        >
          Save
        </Button>
      </Actions>
    </form>
  );
}

function Saved({ sentence, onClose }: { readonly sentence: string; readonly onClose: () => void }) {
  return (
    <div className={css.form}>
      <Notice live>{sentence}</Notice>
      <Actions className={css.actions}>
        <Button kind="primary" onPress={onClose} autoFocus>
          Done
        </Button>
      </Actions>
    </div>
  );
}

function missing(first: string, second: string): string | null {
  if (first === '') return 'Write a passphrase first.';
  return first === second ? null : 'Write it twice.';
}

function savedSentence(fileName: string, communities: number): string {
  const along =
    communities === 0
      ? ''
      : ` It brings ${plural(communities, 'community', 'communities')} along: write another one after you have joined more.`;
  return `${fileName} is saved. Keep it apart from this computer, and remember its passphrase.${along}`;
}

/** Says whose it is where the name allows it: letters and digits of any script are file names everywhere. */
function recoveryFileName(name: string | null): string {
  const words = (name ?? '').replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return `common-hours-${words === '' ? 'recovery' : `${words}-recovery`}.txt`;
}
