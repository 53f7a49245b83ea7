import { Check, Copy } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import css from './long-key.module.css';

/** A hash, key or signature: all of it, in a line that breaks, with a button that copies it. */
export function LongKey({ value, label }: { readonly value: string; readonly label: string }) {
  // lines break between groups only, so that none ends with a single digit
  const groups = value.match(/.{1,8}/g) ?? [];
  const [copied, setCopied] = useState(false);
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
      <AriaButton
        className={css.copy ?? ''}
        aria-label={copied ? `${label} copied` : `Copy ${label}`}
        onPress={() => {
          void navigator.clipboard?.writeText(value).then(() => {
            setCopied(true);
          });
        }}
        onBlur={() => {
          setCopied(false);
        }}
      >
        {copied ? <Check size="0.875rem" /> : <Copy size="0.875rem" />}
      </AriaButton>
    </span>
  );
}
