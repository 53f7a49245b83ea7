/** How large a release may be, and into what it is cut. */

export const releaseLimits = {
  files: 20_000,
  bytes: 16 * 1024 ** 3,
  /** A path in UTF-8, and one name of it. */
  pathBytes: 1_024,
  nameBytes: 255,
  /** Folders in folders. */
  depth: 40,
  /** Of the list of its files, as it is sent. */
  manifestBytes: 8 * 1024 ** 2,
  nameLength: 80,
  versionLength: 40,
  notesLength: 4_000,
  linkLength: 500,
  platforms: 8,
} as const;

/**
 * The bounds of each part of its record, in bytes of UTF-8 and in entries. All of a release fits into one record too
 * (`recordBytesMax` of the ledger): whoever names a hundred tasks has little room for notes.
 */
export const releaseRecordLimits = {
  sourceBytes: 300,
  notesBytes: 2_000,
  licenceBytes: 60,
  platformBytes: 16,
  tasks: 100,
  receipts: 32,
  maintainers: 7,
} as const;

/** What is sent, checked and paid for at a time. The last piece of a file may be shorter. */
export const pieceBytes = 65_536;

/** A file of no bytes has no pieces. */
export function piecesOf(bytes: number): number {
  return Math.ceil(bytes / pieceBytes);
}
