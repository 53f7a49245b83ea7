import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components';
import css from './switch.module.css';

interface SwitchProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
  /** Why it cannot be moved now. */
  readonly reason?: string | null;
}

/** On or off, at once. */
export function Switch({ on, onChange, children, reason = null }: SwitchProps) {
  return (
    <AriaSwitch
      className={css.switch ?? ''}
      isSelected={on}
      isDisabled={reason !== null}
      onChange={onChange}
    >
      <span className={css.track}>
        <span className={css.knob} />
      </span>
      <span>{children}</span>
      {reason !== null && <span className={css.reason}>{reason}</span>}
    </AriaSwitch>
  );
}
