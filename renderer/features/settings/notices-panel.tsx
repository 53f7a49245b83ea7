import { noticeLabels } from '../../../shared/api/computer-contract.ts';
import { useCall, useTopic } from '../../node/node-provider.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './settings-page.module.css';

/** What the system may tell while nobody looks here; nothing where the node runs without a desktop. */
export function NoticesPanel() {
  const desktop = useTopic((node) => node.computer.desktop).value;
  const { start } = useCall((node) => node.computer.chooseNotice);
  const cannot = useCannotAct();
  if (!desktop) return null;
  const { canNotify, notices } = desktop;
  return (
    <Panel title="Notifications">
      <div className={css.name}>
        {notices.map(({ kind, on }) => (
          <Switch
            key={kind}
            on={on && canNotify}
            reason={cannot ?? (canNotify ? null : 'This system shows no notices.')}
            onChange={(next) => {
              void start({ kind, on: next });
            }}
          >
            {noticeLabels[kind]}
          </Switch>
        ))}
      </div>
      <p className={css.note}>
        Nothing is shown while you look at this window, and never how your hours or your influence
        change. Each of them stands on its page, too.
      </p>
    </Panel>
  );
}
