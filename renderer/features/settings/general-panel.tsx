import type { DesktopView } from '../../../shared/api/computer-contract.ts';
import { useCall, useTopic } from '../../node/node-provider.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './settings-page.module.css';

/** Whether this node is there as soon as its person is, and what closing the window does. */
export function GeneralPanel() {
  const desktop = useTopic((node) => node.computer.desktop).value;
  const login = useTopic((node) => node.computer.loginStart).value;
  const { start, refusal } = useCall((node) => node.computer.startAtLogin);
  const cannot = useCannotAct();
  return (
    <Panel title="General">
      {login === undefined ? (
        <Skeleton />
      ) : (
        <>
          <Switch
            on={login.state === 'on'}
            reason={cannot ?? (login.state === 'impossible' ? 'Not possible here.' : null)}
            onChange={(on) => {
              void start({ on });
            }}
          >
            Start in the background when I log in
          </Switch>
          <p className={css.note}>{login.sentence}</p>
        </>
      )}
      {desktop && <Closing {...desktop} />}
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
    </Panel>
  );
}

function Closing({ closing }: DesktopView) {
  const { start } = useCall((node) => node.computer.chooseClosing);
  return (
    <div className={css.below}>
      <Choice<'keep' | 'quit' | 'ask'>
        label="When I close the window"
        value={closing ?? 'ask'}
        options={[
          { id: 'keep', label: 'Go on in the background' },
          { id: 'quit', label: 'Quit' },
          ...(closing === null ? [{ id: 'ask' as const, label: 'Ask me then' }] : []),
        ]}
        onChange={(next) => {
          if (next !== 'ask') void start({ closing: next });
        }}
      />
    </div>
  );
}
