import { useId, type ReactNode } from 'react';
import { Button as AriaButton, type PressEvent } from 'react-aria-components';
import { Link } from 'wouter';
import css from './button.module.css';
import { classes } from './classes.ts';

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'quiet';

interface Look {
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

interface ButtonProps extends Look {
  readonly onPress?: (event: PressEvent) => void;
  readonly type?: 'button' | 'submit';
  /** Why the button cannot be pressed now; it is shown beside it. */
  readonly reason?: string | null;
  /** The id of text in sight that says why the button cannot be pressed now. */
  readonly reasonBy?: string | null;
  readonly label?: string;
  readonly autoFocus?: boolean;
}

/** A button; one that cannot be pressed says why. */
export function Button({ reason, kind = 'plain', small = false, icon, ...props }: ButtonProps) {
  const reasonId = useId();
  const told = typeof reason === 'string';
  const by = told ? reasonId : (props.reasonBy ?? null);
  const button = (
    <AriaButton
      className={classes(css.button, css[kind], small && css.small)}
      type={props.type ?? 'button'}
      isDisabled={by !== null}
      autoFocus={props.autoFocus ?? false}
      {...(props.onPress && { onPress: props.onPress })}
      {...(props.label !== undefined && { 'aria-label': props.label })}
      {...(by !== null && { 'aria-describedby': by })}
    >
      {icon}
      {props.children}
    </AriaButton>
  );
  if (!told) return button;
  return (
    <span className={css.withReason}>
      <span id={reasonId} className={css.reason}>
        {reason}
      </span>
      {button}
    </span>
  );
}

/** A link to a page that looks like a button, because it begins something. */
export function ButtonLink({
  href,
  kind = 'plain',
  small = false,
  icon,
  children,
}: Look & { readonly href: string }) {
  return (
    <Link href={href} className={classes(css.button, css[kind], small && css.small)}>
      {icon}
      {children}
    </Link>
  );
}
