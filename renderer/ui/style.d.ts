import 'react';

declare module 'react' {
  /** Custom properties of our own, which a style may set. */
  interface CSSProperties {
    readonly [name: `--${string}`]: string | number | undefined;
  }
}
