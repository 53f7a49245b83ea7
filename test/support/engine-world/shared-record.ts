/**
 * The record of a community as if it were one place that everybody reaches, each after a moment: counters go in, and
 * some seconds after each epoch all that is there is certified by the real fold. Whoever submits may fall over
 * before or after it is kept, and whoever reads may be held at an older state.
 */
import { assert } from '../../../shared/base/assert.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal } from '../../../shared/base/result.ts';
import { deviceOf, memberOf } from '../../../shared/domain/peer-id.ts';
import { defaultParameters } from '../../../shared/economy/parameters.ts';
import type { Parameters } from '../../../shared/economy/parameters.ts';
import { checkGenesis } from '../../../shared/ledger/check-genesis.ts';
import { checkRecord, encodeRecord } from '../../../shared/ledger/check-record.ts';
import { epochAt } from '../../../shared/ledger/epoch-value.ts';
import { previewEpoch } from '../../../shared/ledger/fold.ts';
import { deviceBinding, genesisCodec } from '../../../shared/ledger/genesis.ts';
import { genesisState } from '../../../shared/ledger/genesis-state.ts';
import { assertLedger } from '../../../shared/ledger/invariants.ts';
import { encodeParameters } from '../../../shared/ledger/parameters-bytes.ts';
import type { CheckedRecord, CounterBody } from '../../../shared/ledger/record.ts';
import { accountOf, counterKey, lineOf } from '../../../shared/ledger/state.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { NodeKeys } from '../../../main/adapters/keys.ts';
import type { Accounts, Community } from '../../../main/engine/ports.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './time.ts';

export interface SharedRecord {
  readonly id: Uint8Array;
  readonly epochMs: number;
  /** As one person's program sees it in one start. */
  portOf(name: string, life: Life): Community;
  /** What is certified by now. */
  state(): LedgerState;
  /** Every counter that was ever kept. */
  counters(): readonly CounterBody[];
  /** This person hears of nothing new but its own counters; null lets everybody go on. */
  holdBack(name: string | null): void;
  /** Whether this person's program has heard from its record's process who belongs; they have at first. */
  knows(name: string, isTold: boolean): void;
  /** Programs that hold that everybody may use as much as they like. */
  readonly boasters: Set<string>;
  /** Whether the record's process answers; it is up at first. */
  isUp: boolean;
}

export interface SharedRecordOptions {
  readonly founders: readonly { readonly name: string; readonly keys: NodeKeys }[];
  readonly epochMs: number;
  readonly startsAtMs: number;
  readonly parameters?: Partial<Parameters>;
}

const answerMs = 20;
const certifyAfterMs = 3_000;

interface Seen {
  readonly state: LedgerState;
  readonly waiting: readonly CheckedRecord[];
  readonly provisionalUse: ReadonlyMap<string, bigint>;
}

export function createSharedRecord(time: VirtualTime, options: SharedRecordOptions): SharedRecord {
  const { epochMs, startsAtMs } = options;
  const genesis = genesisOf(options);
  const { community: id } = genesis;
  const waiting = new Map<string, CheckedRecord>();
  const everKept = new Map<string, CounterBody>();
  const refusals = new Map<string, Refusal>();
  const listeners = new Set<{ readonly life: Life; readonly heard: () => void }>();
  const held = new Map<string, Seen>();
  const untold = new Set<string>();
  let state = genesisState(genesis);
  let seen: Seen = { state, waiting: [], provisionalUse: new Map() };

  const epochNow = () => epochAt(startsAtMs + time.now(), startsAtMs, epochMs);

  function see(of: LedgerState, records: readonly CheckedRecord[]): Seen {
    const epoch = Math.max(of.epoch + 1, epochNow());
    const { report } = previewEpoch(of, { epoch, records });
    const moved = report.accounts[0].members;
    const uses = moved.map(({ member, given, used }) => [member, given < used ? used - given : 0n]);
    return { state: of, waiting: records, provisionalUse: new Map(uses as [string, bigint][]) };
  }

  function changed(): void {
    seen = see(state, [...waiting.values()]);
    for (const { life, heard } of listeners) {
      time.after(answerMs, () => {
        if (life.isAlive()) heard();
      });
    }
  }

  function certify(): void {
    time.after(epochMs, certify);
    const epoch = epochNow() - 1;
    if (waiting.size === 0 || epoch <= state.epoch) return;
    const folded = previewEpoch(state, { epoch, records: [...waiting.values()] });
    assertLedger(folded.state);
    state = folded.state;
    for (const [record, verdict] of folded.verdicts) {
      if (verdict.verdict !== 'waits') waiting.delete(record);
      if (verdict.verdict === 'refused') refusals.set(record, verdict);
    }
    changed();
  }
  time.after(epochMs + certifyAfterMs, certify);

  /** What is done in the process of the record, which lives and dies with the program. */
  function inProcess<Value>(life: Life, answer: () => Value): Promise<Value> {
    return new Promise((resolve) => {
      time.after(answerMs, () => {
        const value = answer();
        time.after(answerMs, () => {
          if (life.isAlive()) resolve(value);
        });
      });
    });
  }

  function keep(record: CheckedRecord): void {
    const key = bytesToHex(record.id);
    if (record.kind !== 'counter' || everKept.has(key)) return;
    everKept.set(key, record.body);
    waiting.set(key, record);
    changed();
  }

  const shared: SharedRecord = {
    id,
    epochMs,
    boasters: new Set(),
    isUp: true,
    state: () => state,
    counters: () => [...everKept.values()],
    holdBack(name) {
      if (name === null) held.clear();
      else held.set(name, seen);
    },
    knows(name, isTold) {
      if (isTold) untold.delete(name);
      else untold.add(name);
      changed();
    },
    portOf(name, life) {
      const now = () => held.get(name) ?? seen;
      const closed = {
        ok: false,
        error: { name: 'link_closed', detail: 'The process of the record is away.' },
      } as const;
      const accounts: Accounts = {
        of(member) {
          if (untold.has(name)) return null;
          const account = accountIn(now(), member);
          const isBoasting = shared.boasters.has(name) && account !== null;
          return isBoasting ? { ...account, line: account.line + 10n ** 12n } : account;
        },
        submit: ({ body, supplierSignature, consumerSignature }) =>
          inProcess(life, () => {
            if (!shared.isUp) return closed;
            const signatures = [supplierSignature, consumerSignature];
            const bytes = encodeRecord({ kind: 'counter', body }, signatures);
            const checked = checkRecord(bytes, id, cryptography);
            assert(checked.ok, 'only what holds is submitted');
            life.effect(() => {
              const old = held.get(name);
              if (old) held.set(name, see(old.state, [...old.waiting, checked.value]));
              keep(checked.value);
            });
            return ok(null);
          }),
        countedOf: (series) =>
          inProcess(life, () => {
            if (!shared.isUp) return closed;
            const { counters, epoch, parameters } = now().state;
            const counted = series.map((subject) => {
              const [supplier, consumer] = [subject.supplier, subject.consumer].map(bytesToHex);
              const cause = bytesToHex(subject.cause);
              const { currency } = subject;
              assert(supplier !== undefined && consumer !== undefined, 'a pair is two');
              const key = counterKey({ supplier, consumer, cause, currency });
              return counters.get(subject.epoch)?.get(key) ?? null;
            });
            const oldestEpoch = Math.max(0, epoch + 1 - parameters.lateEpochs);
            const refusedOf = ({ record }: (typeof series)[number]) =>
              record && (refusals.get(bytesToHex(record)) ?? null);
            return ok({ oldestEpoch, counted, refused: series.map(refusedOf) });
          }),
        onChange(heard) {
          const listener = { life, heard };
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
      return {
        id,
        epochAt: (unixMs) => epochAt(unixMs, startsAtMs, epochMs),
        epochEndsAtMs: (epoch) => startsAtMs + (epoch + 1) * epochMs,
        belongs: (peer) =>
          !untold.has(name) && state.devices.get(deviceOf(peer))?.member === memberOf(peer),
        accounts,
      };
    },
  };
  return shared;
}

function accountIn({ state, provisionalUse }: Seen, member: string) {
  if (!state.members.has(member)) return null;
  const account = accountOf(state, member, 0);
  const line = lineOf(state, member, 0);
  return { ...account, line, provisionalUse: provisionalUse.get(member) ?? 0n };
}

function genesisOf({ founders, startsAtMs, epochMs, parameters = {} }: SharedRecordOptions) {
  const people = founders
    .map(({ name, keys }) => ({
      member: keys.member,
      device: keys.device.publicKey,
      name,
      binding: keys.sign(deviceBinding(keys.member, keys.device.publicKey, cryptography.hash)),
    }))
    .sort((a, b) => (bytesToHex(a.member) < bytesToHex(b.member) ? -1 : 1));
  const bytes = genesisCodec.encode({
    version: 1,
    name: 'Test',
    startsAtMs: BigInt(startsAtMs),
    founders: people,
    witnesses: 1,
    parameters: encodeParameters({ ...defaultParameters, epochMs, ...parameters }),
    salt: new Uint8Array(16),
  });
  const checked = checkGenesis(bytes, cryptography);
  assert(checked.ok, checked.ok ? '' : checked.error.detail);
  return checked.value;
}
