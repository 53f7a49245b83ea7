import { Download } from 'lucide-react';
import { useState } from 'react';
import { useCall } from '../../node/node-provider.tsx';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Refused } from '../app/refused.tsx';
import { saveBytes } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './settings-page.module.css';

/** What helps somebody else to find a fault: it is looked at here before there is a file of it. */
export function DiagnosticsPanel() {
  const [shown, setShown] = useState<string | null>(null);
  const { start, isPending, refusal } = useCall((node) => node.computer.diagnostics);
  const cannot = useCannotAct();
  const read = async () => {
    const answer = await start({});
    if (answer.ok) setShown(answer.value.text);
  };
  const again = shown === null ? 'Show what would be saved' : 'Read it once more';
  return (
    <Panel title="Diagnostics">
      <div className={css.name}>
        <p className={css.dense}>
          For whoever helps you to find a fault: the version, the system, your settings without
          names and keys, how the record stands, and the last lines of the logs. Nothing is sent.
        </p>
        {shown !== null && (
          <>
            <CodeBlock label="What would be saved" text={shown} wraps />
            <p className={css.dense}>
              Read it before you hand it on: a line of a log may still name a person, a file or a
              folder.
            </p>
          </>
        )}
        <Refused title="It could not be read." refusal={refusal} />
        <Actions>
          {shown !== null && (
            <Button
              kind="primary"
              icon={<Download />}
              onPress={() => {
                saveBytes(shown, 'common-hours-diagnostics.json', 'application/json');
              }}
            >
              Save as a file
            </Button>
          )}
          <Button reason={cannot} onPress={() => void read()}>
            {isPending ? 'Reading…' : again}
          </Button>
        </Actions>
      </div>
    </Panel>
  );
}
