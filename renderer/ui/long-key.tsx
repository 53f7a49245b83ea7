import { Fragment } from 'react';
import { CopyButton } from './copy-button.tsx';
import css from './long-key.module.css';

/** A hash, key or signature: all of it, in a line that breaks, with a button that copies it. */
export function LongKey({ value, label }: { readonly value: string; readonly label: string }) {
  // lines break between groups only, so that none ends with a single digit
  const groups = value.match(/.{1,8}/g) ?? [];
  return (
    <span className={css.key}>
      <code className={css.digits}>
        {groups.map((group, index) => (
          <Fragment key={index}>
            {group}
            <wbr />
          </Fragment>
        ))}
      </code>
      <CopyButton value={value} label={label} />
    </span>
  );
}
