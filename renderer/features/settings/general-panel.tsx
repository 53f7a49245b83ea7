import { useCall, useTopic } from '../../node/node-provider.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './settings-page.module.css';

/** Whether this node is there as soon as its person is. */
export function GeneralPanel() {
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
      {refusal !== null && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
    </Panel>
  );
}
