import { Button, DialogTrigger, Popover } from 'react-aria-components';
import { useId } from 'react';
import css from './explain.module.css';

interface ExplainProps {
  /** What is pressed, beside the number that it is about: `How it is measured`. */
  readonly label: string;
  readonly title: string;
  readonly sentences: readonly string[];
}

/** How a number is worked out, in some sentences that open beside it. The popover itself is the dialog. */
export function Explain({ label, title, sentences }: ExplainProps) {
  const titleId = useId();
  return (
    <DialogTrigger>
      <Button className={css.open ?? ''}>{label}</Button>
      <Popover
        className={css.popover ?? ''}
        placement="bottom end"
        offset={6}
        aria-labelledby={titleId}
      >
        <div className={css.words}>
          <h3 id={titleId} className={css.title}>
            {title}
          </h3>
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      </Popover>
    </DialogTrigger>
  );
}
