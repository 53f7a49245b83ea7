/** What a decision about lending is made of, beside the terms. Null is always: this machine cannot say. */
export interface LendingReadings {
  /** Milliseconds since somebody last touched keyboard or mouse. */
  readonly idleMs: number | null;
  /** `none`: it has no battery, and so is plugged in. */
  readonly battery: { readonly percent: number; readonly pluggedIn: boolean } | 'none' | null;
  /** Those of the programs named in the terms that run now. */
  readonly programs: readonly string[] | null;
  readonly fullScreen: boolean | null;
  readonly temperatureCelsius: number | null;
  readonly memoryFreeBytes: number | null;
  /** Of all cores together, by whatever is not of the lowest priority. */
  readonly otherLoadPercent: number | null;
}

/** Nothing could be read. */
export const noReadings: LendingReadings = {
  idleMs: null,
  battery: null,
  programs: null,
  fullScreen: null,
  temperatureCelsius: null,
  memoryFreeBytes: null,
  otherLoadPercent: null,
};
