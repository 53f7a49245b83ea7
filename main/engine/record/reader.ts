/**
 * Bytes from outside as records. Large batches have their signatures checked elsewhere, where there is an
 * elsewhere; small ones are done before they would have got there.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { err, ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { checkRecord, decodeRecord, signatureTasks } from '../../../shared/ledger/check-record.ts';
import type { SignatureTask } from '../../../shared/ledger/record-signatures.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { Clock, Cryptography } from '../ports.ts';
import type { RecordPorts } from './ports.ts';

export interface Reader {
  check(bytes: Uint8Array): Result<CheckedRecord, Refusal>;
  /** Form only, for what was checked before. */
  decode(bytes: Uint8Array): CheckedRecord | null;
  /** Those of the batch that are records, in their order; later in this turn or in another one. */
  checkAll(batch: readonly Uint8Array[], done: (checked: readonly CheckedRecord[]) => void): void;
  /** What `check` says of each, in their order. */
  checkEach(batch: readonly Uint8Array[]): Promise<readonly Result<CheckedRecord, Refusal>[]>;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

const worthSending = 200;
/** Records whose signatures were looked at last, and are not looked at again when they come from two sides. */
const examinedMax = 16_384;

/** Where the answer will stand for a record with exactly these bytes. */
interface Examination {
  readonly bytes: Uint8Array;
  readonly verdicts: Promise<readonly boolean[]>;
  readonly place: number;
}

/** Reads the records of one community. */
export function createReader(
  community: Uint8Array,
  cryptography: Cryptography,
  verifyMany: RecordPorts['verifyMany'],
  clock: Pick<Clock, 'elapsed'>,
): Reader {
  const { hash } = cryptography;
  /** By id, the oldest first. */
  const examined = new Map<string, Examination>();

  function check(bytes: Uint8Array): Result<CheckedRecord, Refusal> {
    const checked = checkRecord(bytes, community, cryptography);
    return checked.ok ? checked : err(checked.error);
  }

  /** Null for what is no record. */
  async function checkElsewhere(
    batch: readonly Uint8Array[],
    verify: NonNullable<RecordPorts['verifyMany']>,
  ): Promise<readonly (CheckedRecord | null)[]> {
    const decoded = batch.map((bytes) => decodeRecord(bytes, community, hash));
    const answer = Promise.withResolvers<readonly boolean[]>();
    const fresh: (readonly SignatureTask[])[] = [];
    const examinations = decoded.map((each) => {
      if (!each.ok) return null;
      const { id, bytes } = each.value.record;
      const hex = bytesToHex(id);
      const known = examined.get(hex);
      if (known !== undefined && sameBytes(known.bytes, bytes)) return known;
      const examination = { bytes, verdicts: answer.promise, place: fresh.length };
      fresh.push(signatureTasks(each.value, community, hash));
      remember(hex, examination);
      return examination;
    });
    answer.resolve(fresh.length === 0 ? [] : eachOf(fresh, await verify(fresh.flat())));
    // Of what is known, the threads may still be at work.
    const all = [...new Set(examinations.map((each) => each?.verdicts))];
    const said = new Map(await Promise.all(all.map(async (each) => [each, await each] as const)));
    return decoded.map((each, index) => {
      const examination = examinations[index];
      const isRight = said.get(examination?.verdicts)?.[examination?.place ?? 0] === true;
      return each.ok && isRight ? each.value.record : null;
    });
  }

  function remember(hex: string, examination: Examination): void {
    examined.delete(hex);
    examined.set(hex, examination);
    dropOldest(examined, examinedMax);
  }

  return {
    check,
    decode(bytes) {
      const decoded = decodeRecord(bytes, community, hash);
      return decoded.ok ? decoded.value.record : null;
    },
    checkAll(batch, done) {
      if (verifyMany === null || batch.length < worthSending) {
        done(
          batch.flatMap((bytes) => {
            const checked = check(bytes);
            return checked.ok ? [checked.value] : [];
          }),
        );
        return;
      }
      void checkElsewhere(batch, verifyMany).then((checked) => {
        done(checked.filter((record) => record !== null));
      });
    },
    async checkEach(batch) {
      if (verifyMany === null || batch.length < worthSending) return batch.map(check);
      const checked = await checkElsewhere(batch, verifyMany);
      // Of what is no record, the check in place says why.
      return batch.map((bytes, index) => {
        const record = checked[index] ?? null;
        return record === null ? check(bytes) : ok(record);
      });
    },
    elapsed: () => clock.elapsed(),
  };
}

/** Whether all signatures of each are right: of so many verdicts as they have tasks, in their order. */
function eachOf(
  tasks: readonly (readonly SignatureTask[])[],
  verdicts: readonly boolean[],
): readonly boolean[] {
  let position = 0;
  return tasks.map(({ length }) => {
    const own = verdicts.slice(position, position + length);
    position += length;
    return own.length === length && own.every((verdict) => verdict);
  });
}
