/**
 * The records that this machine writes: each numbered after the last one, which is on the disk before this one
 * is. A number that was used elsewhere (the store is a copy, or an older one) must never be used again, so then
 * the key is given up for a fresh one.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { encodeRecord } from '../../../shared/ledger/check-record.ts';
import { recordIdOf } from '../../../shared/ledger/record.ts';
import type { CheckedRecord, RecordBody } from '../../../shared/ledger/record.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import type { DeviceKey } from '../ports.ts';
import type { Draft } from './contract.ts';
import type { RecordPorts } from './ports.ts';

export interface Authoring {
  device(): DeviceKey;
  renewed(): boolean;
  /** Empty where the certified state knows the machine, or nothing lets it in. */
  credential(): Uint8Array;
  write(draft: Draft): Result<{ readonly id: Uint8Array }, Refusal>;
  /** Looks at a record that came from outside before it is kept. */
  seen(record: CheckedRecord): void;
  /** Looks at a state that did not come from records that are here. */
  adopted(): void;
  /** The key was used by another program than this one. */
  giveUpKey(): void;
}

export interface AuthoringHooks {
  readonly community: Uint8Array;
  readonly state: () => LedgerState;
  readonly submit: (bytes: Uint8Array) => Result<{ readonly id: Uint8Array }, Refusal>;
  /** A record that waits here by which this machine joins; null where there is none. */
  readonly findCredential: (device: Uint8Array) => Uint8Array | null;
  /** There is another key. */
  readonly keyChanged: () => void;
}

const noRecord = new Uint8Array(32);

type Authored = Exclude<CheckedRecord, { readonly kind: 'counter' }>;

/** Whether the certified chain of its machine holds it: then it says nothing new, whoever shows it. */
function isCertifiedAlready(state: LedgerState, record: Authored): boolean {
  const device = state.devices.get(bytesToHex(record.body.author));
  if (device === undefined || record.body.number > device.lastNumber) return false;
  const known = device.recentIds.at(record.body.number - device.lastNumber - 1);
  return known === undefined || known === bytesToHex(record.id);
}

export function createAuthoring(ports: RecordPorts, hooks: AuthoringHooks): Authoring {
  const { clock, store, member } = ports;
  const { hash } = ports.cryptography;
  const { community, state, submit } = hooks;
  let { device, credential } = ports;
  let isRenewed = false;
  let isWriting = false;
  let isGivingUp = false;

  function write(draft: Draft): Result<{ readonly id: Uint8Array }, Refusal> {
    const last = store.highest(device.publicKey);
    const place = {
      author: device.publicKey,
      number: (last?.number ?? 0) + 1,
      previous: last?.id ?? noRecord,
    };
    const record = { kind: draft.kind, body: { ...place, ...draft.body } } as RecordBody;
    const signed = device.sign(recordIdOf(record, community, hash));
    isWriting = true;
    const submitted = submit(encodeRecord(record, [signed]));
    isWriting = false;
    return submitted;
  }

  function giveUpKey(): void {
    if (isGivingUp) return;
    isGivingUp = true;
    // In a turn of its own: whoever found out is in the middle of something.
    clock.after(0, () => {
      isGivingUp = false;
      const renewed = ports.renewDevice();
      device = renewed;
      isRenewed = true;
      const { binding, label } = renewed;
      const written = write({ kind: 'device', body: { member, label, binding } });
      if (written.ok) credential = store.bytesOf(written.value.id);
      hooks.keyChanged();
    });
  }

  return {
    device: () => device,
    renewed: () => isRenewed,
    credential() {
      if (state().devices.has(bytesToHex(device.publicKey))) return new Uint8Array();
      credential ??= hooks.findCredential(device.publicKey);
      return credential ?? new Uint8Array();
    },
    write,
    seen(record) {
      if (isWriting || record.kind === 'counter' || store.has(record.id)) return;
      if (!sameBytes(record.body.author, device.publicKey)) return;
      if (isCertifiedAlready(state(), record)) return;
      const isCredential = credential !== null && sameBytes(credential, record.bytes);
      if (!isCredential) giveUpKey();
    },
    adopted() {
      const certified = state().devices.get(bytesToHex(device.publicKey))?.lastNumber ?? 0;
      if (certified > (store.highest(device.publicKey)?.number ?? 0)) giveUpKey();
    },
    giveUpKey,
  };
}
