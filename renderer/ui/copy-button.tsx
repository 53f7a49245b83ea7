import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import css from './copy-button.module.css';

/** A small button beside a value that puts it on the clipboard, and says so until one goes on. */
export function CopyButton({ value, label }: { readonly value: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  return (
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
  );
}
