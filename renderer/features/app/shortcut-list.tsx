import { Fragment } from 'react';
import { shortcuts } from './shortcuts.ts';
import css from './shortcut-list.module.css';

/** The keys and what they do. */
export function ShortcutList() {
  return (
    <dl className={css.list}>
      {shortcuts.map((shortcut) => (
        <Fragment key={shortcut.keys}>
          <dt>
            {shortcut.keys.split(' ').map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{shortcut.does}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
