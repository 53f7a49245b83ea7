/** Why a module cannot be a job as far as its format goes, and the byte where that shows. */
export interface Flaw {
  /** Damaged: not WebAssembly as it is written. Feature: WebAssembly that jobs do not have. */
  readonly kind: 'damaged' | 'feature';
  /** What the module uses or has; for a damaged module what could not be read. */
  readonly what: string;
  readonly at: number;
}
