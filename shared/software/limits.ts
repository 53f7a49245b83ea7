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

/** What is sent, checked and paid for at a time. The last piece of a file may be shorter. */
export const pieceBytes = 65_536;

/** A file of no bytes has no pieces. */
export function piecesOf(bytes: number): number {
  return Math.ceil(bytes / pieceBytes);
}
