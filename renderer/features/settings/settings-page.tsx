import { useState } from 'react';
import type { LendingView, NodeStatusView } from '../../../shared/api/contract.ts';
import { formatBytes, plural, shortKey } from '../../../shared/api/words.ts';
import { crashSentence } from '../../../shared/api/work-words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Rating } from '../lending/rating.tsx';
import { ShortcutList } from '../app/shortcut-list.tsx';
import { applyTextSize, readTextSize, textSizes, type TextSize } from '../app/text-size.ts';
import { applyTheme, readTheme, type Theme } from '../app/theme.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useLending, useStatus } from '../app/views.ts';
import { DiagnosticsPanel } from './diagnostics-panel.tsx';
import { GeneralPanel } from './general-panel.tsx';
import { IdentityPanel } from './identity-panel.tsx';
import { LicencesPanel } from './licences-panel.tsx';
import { NoticesPanel } from './notices-panel.tsx';
import css from './settings-page.module.css';

/** Name, appearance, keys, and what this is. All of it takes effect at once. */
export function SettingsPage() {
  const status = useStatus();
  return (
    <Page title="Settings" subline="What you change here takes effect at once.">
      <Columns>
        <Stack>
          {status ? <NamePanel key={status.me.name} me={status.me} /> : <Skeleton />}
          <GeneralPanel />
          <NoticesPanel />
          {status && <IdentityPanel me={status.me} />}
          <AppearancePanel />
          <LendingPanel />
          {status && <AboutPanel status={status} />}
          <DiagnosticsPanel />
          <LicencesPanel />
        </Stack>
        <Panel title="Keyboard">
          <ShortcutList />
          <p className={css.note}>
            In a web browser some of these keys belong to the browser. The first one does all of it.
          </p>
        </Panel>
      </Columns>
    </Page>
  );
}

function NamePanel({ me }: { readonly me: NodeStatusView['me'] }) {
  const [name, setName] = useState(me.name ?? '');
  const { start, refusal } = useCall((node) => node.node.rename);
  const cannot = useCannotAct();
  const wanted = name.trim();
  const same = wanted === (me.name ?? '');
  return (
    <Panel title="Your name">
      <form
        className={css.name}
        onSubmit={(event) => {
          event.preventDefault();
          if (!same) void start({ name: wanted === '' ? null : wanted });
        }}
      >
        <TextField
          label="How others see you"
          value={name}
          maxLength={limits.memberNameLength}
          placeholder={shortKey(me.id)}
          problem={refusal?.detail ?? null}
          onChange={setName}
        />
        <Button
          type="submit"
          reason={cannot ?? (same ? (wanted === '' ? 'Write a name first.' : 'Saved.') : null)}
        >
          Save
        </Button>
      </form>
    </Panel>
  );
}

function AppearancePanel() {
  const [theme, setTheme] = useState(readTheme);
  const [size, setSize] = useState(readTextSize);
  return (
    <Panel title="Appearance">
      <div className={css.name}>
        <Choice<Theme>
          label="Colours"
          value={theme}
          options={[
            { id: 'system', label: 'As the system' },
            { id: 'light', label: 'Light' },
            { id: 'dark', label: 'Dark' },
          ]}
          onChange={(next) => {
            setTheme(next);
            applyTheme(next);
          }}
        />
        <Choice<TextSize>
          label="Text size"
          value={size}
          options={textSizes.map((each) => ({ id: each, label: `${each}%` }))}
          onChange={(next) => {
            setSize(next);
            applyTextSize(next);
          }}
        />
      </div>
    </Panel>
  );
}

/** Where lending is set, and the pages with which it began. */
function LendingPanel() {
  return (
    <Panel title="Lending">
      <div className={css.links}>
        <ButtonLink small href="/lending/limits">
          Limits
        </ButtonLink>
        <ButtonLink small href="/lending/schedule">
          Schedule
        </ButtonLink>
        <ButtonLink small href="/lending/people">
          Who may borrow
        </ButtonLink>
        <ButtonLink small href="/welcome">
          Set up once more
        </ButtonLink>
      </div>
    </Panel>
  );
}

function AboutPanel({ status }: { readonly status: NodeStatusView }) {
  const { machine } = status;
  const lending = useLending();
  return (
    <Panel title="This computer">
      <Facts
        facts={[
          ['Processor', machine.processor ?? 'not readable here'],
          ['Cores', plural(machine.cores, 'core')],
          [
            'Speed of a core',
            <span key="speed">
              {machine.ratingMilli === null && 'not measured yet. '}
              <Rating machine={machine} />
            </span>,
          ],
          ['Memory', formatBytes(machine.memoryBytes)],
          [
            'Temperature',
            machine.temperatureCelsius === null
              ? 'not readable here'
              : `${machine.temperatureCelsius} °C`,
          ],
          ...(lending ? [['Jobs are kept in', wallWords(lending.wall)] as const] : []),
          ['Version', status.version],
          [
            'Runs as',
            status.host === 'desktop' ? 'a program with a window' : 'a service without a window',
          ],
        ]}
      />
    </Panel>
  );
}

function wallWords(wall: LendingView['wall']): string {
  return [wall.sentence, crashSentence(wall)].filter((each) => each !== null).join(' ');
}
