/** What records about releases and offered hours may say at all, before anybody knows who is who (rules R6 and R8). */
import { textToBytes } from '../base/bytes.ts';
import { isOpenLicence, licenceSentence } from '../software/licences.ts';
import { releaseLimits, releaseRecordLimits as limits } from '../software/limits.ts';
import { pieceBytes } from '../work/release-state.ts';
import type { ReleaseFiles, ReleaseText } from '../work/release-state.ts';
import { mayBeLine, mayBeText } from './record-lines.ts';
import { currencies } from './record.ts';
import type { SupplyRecord } from './record.ts';
import type { SupplyBodies } from './release-fields.ts';

/** Of one member on one day: no more processors are behind one, and no more hours are in a day. */
export const hoursOfferMost = [100_000_000_000n, 24_000_000n] as const;

/** What is wrong with it, in one sentence, or null. */
export function supplyClaimFault(record: SupplyRecord): string | null {
  if (record.kind === 'hours_offer') return hoursFault(record.body);
  const { body } = record;
  const fault = releaseDraftFault(body);
  if (fault !== null || body.signatures.length >= body.needed) return fault;
  return 'Too few of its maintainers have signed the release.';
}

/** What is wrong with a release, whoever has signed it so far, in one sentence, or null. */
export function releaseDraftFault(body: SupplyBodies['release']): string | null {
  return releaseTextFault(body) ?? filesFault(body) ?? makersFault(body);
}

function hoursFault({ currency, quantity }: SupplyBodies['hours_offer']): string | null {
  const most = hoursOfferMost[currency as 0 | 1];
  if (currency >= currencies.length) return 'There is no such currency.';
  return quantity <= most ? null : 'Nobody has so many hours to give on one day.';
}

const linkForm = /^https?:\/\/[!-~]+$/;
const platformForm = /^[a-z0-9][a-z0-9-]{0,15}$/;

/** What is wrong with what makers say of a release, in one sentence, or null. */
export function releaseTextFault(said: ReleaseText): string | null {
  const { name, version, licence, platforms, source, notes } = said;
  if (!mayBeLine(name, releaseLimits.nameLength)) {
    return `The name of a release is one line of at most ${releaseLimits.nameLength} characters.`;
  }
  if (!mayBeLine(version, releaseLimits.versionLength)) {
    return `The version of a release is one line of at most ${releaseLimits.versionLength} characters.`;
  }
  if (!isOpenLicence(licence)) return licenceSentence;
  const isEach = platforms.every(
    (each, at) => platformForm.test(each) && (platforms[at - 1] ?? '') < each,
  );
  if (!isEach) return 'The platforms are not named in the order of the alphabet.';
  if (source !== '' && (!linkForm.test(source) || source.length > limits.sourceBytes)) {
    return `The link to the source begins with https:// or http:// and has at most ${limits.sourceBytes} characters.`;
  }
  const isLong = textToBytes(notes).byteLength > limits.notesBytes;
  return isLong || (notes !== '' && !mayBeText(notes, limits.notesBytes))
    ? `The notes take at most ${limits.notesBytes} characters, fewer in some scripts.`
    : null;
}

function filesFault({ bytes, files, pieces }: ReleaseFiles): string | null {
  if (files < 1 || files > releaseLimits.files) {
    return `A release has 1 to ${releaseLimits.files} files.`;
  }
  if (bytes < 1n || bytes > BigInt(releaseLimits.bytes))
    return 'The size of the release is out of range.';
  // Each file may end with a piece that is not full.
  const least = (bytes + BigInt(pieceBytes) - 1n) / BigInt(pieceBytes);
  const most = least + BigInt(files);
  return BigInt(pieces) >= least && BigInt(pieces) <= most
    ? null
    : 'The pieces of the release do not fit its size.';
}

function makersFault(body: SupplyBodies['release']): string | null {
  const { maintainers, needed, signatures, tasks, receipts } = body;
  const areOrdered = [maintainers, tasks, receipts].every(isAscending);
  if (!areOrdered) return 'Maintainers, tasks and receipts are not in the order of their keys.';
  if (needed < 1 || needed > maintainers.length)
    return 'As many maintainers sign as there are, or fewer.';
  const isEach = signatures.every(
    ({ maintainer }, at) =>
      maintainer < maintainers.length && maintainer > (signatures[at - 1]?.maintainer ?? -1),
  );
  return isEach ? null : 'The signatures are not in the order of the maintainers.';
}

function isAscending(keys: readonly string[]): boolean {
  return keys.every((each, at) => at === 0 || (keys[at - 1] ?? '') < each);
}
