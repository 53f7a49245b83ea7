/**
 * Bytes from outside as records. Large batches have their signatures checked elsewhere, where there is an
 * elsewhere; small ones are done before they would have got there.
 */
import { err, ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { checkRecord, decodeRecord, signatureTasks } from '../../../shared/ledger/check-record.ts';
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

/** Reads the records of one community. */
export function createReader(
  community: Uint8Array,
  cryptography: Cryptography,
  verifyMany: RecordPorts['verifyMany'],
  clock: Pick<Clock, 'elapsed'>,
): Reader {
  const { hash } = cryptography;

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
    const tasks = decoded.map((each) =>
      each.ok ? signatureTasks(each.value, community, hash) : [],
    );
    const verdicts = await verify(tasks.flat());
    let position = 0;
    return decoded.map((each, index) => {
      const count = tasks[index]?.length ?? 0;
      const own = verdicts.slice(position, position + count);
      position += count;
      const isRight = own.length === count && own.every((verdict) => verdict);
      return each.ok && isRight ? each.value.record : null;
    });
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
