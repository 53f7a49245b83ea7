import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import css from './notice.module.css';

interface NoticeProps {
  readonly kind?: 'plain' | 'fault';
  readonly title?: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** Spoken at once when it appears: for what just went wrong. */
  readonly live?: boolean;
}

/** Something worth knowing, or a failure: what happened, what it means, what to do. */
export function Notice({ kind = 'plain', title, children, actions, live = false }: NoticeProps) {
  return (
    <div
      className={classes(css.notice, kind === 'fault' && css.fault)}
      {...(live && { role: 'alert' })}
    >
      {kind === 'fault' ? <CircleAlert /> : <Info />}
      <div className={css.words}>
        {title !== undefined && <p className={css.title}>{title}</p>}
        <div dir="auto">{children}</div>
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </div>
    </div>
  );
}
