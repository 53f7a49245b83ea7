/**
 * Every size, count and wait that has a limit which more than one process must know.
 * A limit that only one file needs stands in that file.
 */
const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  moduleBytes: 8 * MiB,
  inputBytes: 8 * MiB,
  resultBytes: 8 * MiB,
  /** A larger checkpoint is not made, and none is taken from anybody. */
  checkpointBytes: 64 * MiB,
  /** Slices of one job, and the name of one. */
  slices: 10_000,
  sliceNameLength: 120,
  argumentCount: 32,
  argumentBytes: 4 * KiB,
  entryBytes: 128,
  jobNameLength: 80,
  memberNameLength: 40,
  /** Of the text of a recovery file, and characters of its passphrase. */
  recoveryFileBytes: 2 * MiB,
  passphraseLength: 1024,
  communityCodeLength: 64,
  detailLength: 300,
  /** The end of what a run wrote to its console, in UTF-16 units. */
  consoleLength: 4_096,
  /** Linear memory of a slice, and what a new job asks for when nothing else is said. */
  memoryBytesMax: 1024 * MiB,
  memoryBytesDefault: 256 * MiB,
  wallMsMax: 24 * 3_600_000,
  wallMsDefault: 3_600_000,
  /** A pause holds what runs for others so long. Then it is ended, and goes to somebody else. */
  heldMsMax: 600_000,
  /** 1,000 CPU-hours: above it a ceiling is surely a slip of the finger. */
  ceilingMicroCpuHoursMax: 1_000_000_000n,
  ceilingMicroCpuHoursDefault: 100_000n,
  /** Jobs of one's own that are not ended. */
  openJobs: 100,
  peers: 64,
  /** One frame between the page or the command line and the node: a module and its input, encoded. */
  apiFrameBytes: 24 * MiB,
  apiCallsInFlight: 64,
} as const;

/** The share of each lent core that jobs may use, in thousandths: from a twentieth in steps of a twentieth. */
export const lentShare = { least: 50, most: 1000, step: 50 } as const;
