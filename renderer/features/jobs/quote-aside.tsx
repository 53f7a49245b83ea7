import { useState } from 'react';
import { jobFileText } from '../../../shared/api/job-file.ts';
import { parseCpuHours } from '../../../shared/api/words.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { saveBytes } from '../app/save-bytes.ts';
import { keptWords } from '../app/use-kept-draft.ts';
import { useNow } from '../app/use-now.ts';
import { commandOf, jobFileOf, listFileOf, programFileOf, saysAll } from './draft-command.ts';
import { useDraft } from './draft-context.tsx';
import type { CutInput } from './draft-input.ts';
import { jobDraftOf } from './draft-request.ts';
import { emptyDraft } from './draft.ts';
import css from './steps.module.css';

/** The draft elsewhere: as a line for the command line, as a file, or kept here for later. */
export function QuoteAside({ cut, ceiling }: { readonly cut: CutInput; readonly ceiling: string }) {
  const { draft, replace, bringBack, keptAtMs } = useDraft();
  const [copied, setCopied] = useState<string | null>(null);
  const now = useNow();
  const command = commandOf(draft, cut, ceiling, now);
  const job = jobDraftOf(draft, cut, now);
  const saveJob = () => {
    if (job === null) return;
    const text = jobFileText({ draft: job, ceiling: parseCpuHours(ceiling) });
    saveBytes(text, jobFileOf(draft), 'application/json');
  };
  const save = () => {
    if (draft.program === 'source')
      saveBytes(draft.source, programFileOf(draft), 'text/javascript');
    else if (draft.module) saveBytes(draft.module.bytes, programFileOf(draft), 'application/wasm');
    if (draft.inputKind === 'list') saveBytes(draft.list.text, listFileOf(draft), 'text/plain');
  };
  return (
    <div className={css.aside}>
      <Actions>
        <Button
          small
          onPress={() => {
            void toClipboard(command).then((isThere) => {
              setCopied(isThere ? `Copied: ${command}` : command);
            });
          }}
        >
          Copy as command
        </Button>
        <Button
          small
          reason={job === null ? 'What stands in the form is no job yet.' : null}
          onPress={saveJob}
        >
          Save as file
        </Button>
        <Button small kind="quiet" onPress={save}>
          Save program
        </Button>
        <Button
          small
          kind="quiet"
          onPress={() => {
            replace(emptyDraft());
          }}
        >
          Start over
        </Button>
        {bringBack !== null && (
          <Button small kind="quiet" onPress={bringBack}>
            Bring back what was here
          </Button>
        )}
      </Actions>
      {copied !== null && (
        <p role="status">
          <code>{copied}</code>
          {saysAll(draft) ? '' : ' When it begins is not part of it.'}
        </p>
      )}
      <p>{keptWords(keptAtMs, now)}</p>
    </div>
  );
}

/** False where the browser does not let it: the line is shown then, to be marked by hand. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
