import type { LendingReadings } from '../../../shared/lending/readings.ts';

/** What the rules for lending are decided from. What cannot be had is null, and nothing here fails. */
export interface Senses {
  /** Whether keyboard and mouse can be seen at all, even if nobody has touched them yet. */
  readonly seesInput: boolean;
  /**
   * Milliseconds since somebody last touched keyboard or mouse; null where nothing here says so. Asked ten times a
   * second while jobs run, so it must cost next to nothing.
   */
  idleMs(): number | null;
  /** Percent of all cores together that was used since the reading before, but for what has the lowest priority. */
  otherLoadPercent(): number | null;
  /** Only what is wanted is read; the rest is null. */
  read(wanted: WantedReadings): Promise<SlowReadings>;
  /** Names of the programs that run now, each once, in no order. */
  programs(): Promise<readonly string[] | null>;
  /** Where the work of others is kept. */
  diskFreeBytes(): Promise<number | null>;
  /** Minutes by which local time is ahead of UTC at a moment. */
  zoneOffsetMinutes(atMs: number): number;
}

export interface WantedReadings {
  readonly battery: boolean;
  readonly temperature: boolean;
  readonly freeMemory: boolean;
  readonly fullScreen: boolean;
  /** Of these programs, those that run; none asked for, none looked for. */
  readonly programs: readonly string[];
}

export type SlowReadings = Omit<LendingReadings, 'idleMs' | 'otherLoadPercent'>;
