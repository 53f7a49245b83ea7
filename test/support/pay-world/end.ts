/** A machine that gives and gets pieces of releases, with a disk of its own that outlives it. */
import hypercoreCrypto from 'hypercore-crypto';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { AboutRelease, PayMachine, Paying } from '../../../main/engine/downloads/contract.ts';
import { createPaying } from '../../../main/engine/downloads/paying.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { madeBytes } from '../made-receipts.ts';
import type { PlainTime } from './time.ts';
import type { PayWatch } from './watch.ts';

export const payCommunity = 'c0'.repeat(32);
export const payRelease = 'ee'.repeat(32);
export const payAbout: AboutRelease = { community: payCommunity, release: payRelease };
export const payEpochMs = 20_000;
export const payPieceMost = 555_555n;

export interface PayEnd {
  readonly name: string;
  readonly machine: PayMachine;
  readonly disk: PayDisk;
  paying(): Paying;
  isUp(): boolean;
  start(): void;
  startedAtMs(): number;
  /** At once, or after so many more writes and words; the last one happens or not. */
  kill(afterEffects?: number): void;
  /** Nothing can be written while it is full. */
  fillDisk(isFull: boolean): void;
  /** One word goes out; false where it is dead by now. */
  says(frame: Uint8Array): boolean;
  /** Called where something may have changed, and where it is dead. */
  onChange(listener: () => void): void;
  onDeath(listener: () => void): void;
}

export interface PayDisk {
  readonly accounts: Map<string, Uint8Array>;
  readonly pieces: Set<number>;
  /** By the machine that it came from. */
  readonly counted: Map<string, number>;
}

export interface PayEndOptions {
  readonly time: PlainTime;
  readonly watch: PayWatch;
  /** Another name for whose machine this is. */
  readonly member?: string;
  readonly pieceCost?: bigint;
  readonly pieceMost?: bigint;
  /** Its clock is so far ahead. */
  readonly aheadMs?: number;
}

export function payMachineOf(name: string, member = name): PayMachine {
  return { member: bytesToHex(madeBytes(32, 'member', member)), device: deviceOf(name) };
}

export function payKeyPair(name: string) {
  const { publicKey, secretKey } = hypercoreCrypto.keyPair(madeBytes(32, 'seed', name));
  const sign = (message: Uint8Array) => new Uint8Array(hypercoreCrypto.sign(message, secretKey));
  return { publicKey: new Uint8Array(publicKey), sign };
}

function deviceOf(name: string): string {
  return bytesToHex(payKeyPair(name).publicKey);
}

export function createPayEnd(name: string, options: PayEndOptions): PayEnd {
  const { time, watch, member = name, aheadMs = 0 } = options;
  const { pieceCost = 300_000n, pieceMost = payPieceMost } = options;
  const disk: PayDisk = { accounts: new Map(), pieces: new Set(), counted: new Map() };
  const changes: (() => void)[] = [];
  const deaths: (() => void)[] = [];
  let life = { isUp: false, effectsLeft: Infinity };
  let paying: Paying | null = null;
  let startedAtMs = -1;
  let isFull = false;
  const machine = payMachineOf(name, member);

  function die(): void {
    if (!life.isUp) return;
    life.isUp = false;
    paying?.stop();
    for (const each of deaths) each();
  }

  /** Whether it still happens. */
  function effect(): boolean {
    if (!life.isUp) return false;
    life.effectsLeft -= 1;
    if (life.effectsLeft < 0) die();
    return life.isUp;
  }

  function portsOf(own: typeof life) {
    const only = (action: () => void) => () => {
      if (own.isUp) action();
    };
    return {
      clock: {
        now: () => time.now() + aheadMs,
        elapsed: time.elapsed,
        after: (ms: number, action: () => void) => time.after(ms, only(guarded(own, action))),
      },
      keys: { member: madeBytes(32, 'member', member), device: payKeyPair(name) },
      cryptography,
      log: { info: () => undefined, warn: () => undefined },
      book: {
        all: () => [...disk.accounts].map(([key, bytes]) => ({ key, bytes })),
        put(key: string, bytes: Uint8Array) {
          if (isFull) throw new DiskFull('there is no room');
          if (!own.isUp || !effect()) throw new Error('the machine is dead');
          disk.accounts.set(key, bytes);
          watch.kept(name, key, bytes);
        },
        remove: (key: string) => void disk.accounts.delete(key),
      },
      changed: only(() => {
        for (const each of changes) each();
      }),
      claimed(about: AboutRelease, from: PayMachine, pieces: number) {
        const all = [...disk.counted.values()].reduce((sum, each) => sum + each, 0);
        const known = disk.counted.get(from.device) ?? 0;
        const more = Math.min(pieces - known, disk.pieces.size - all);
        if (more <= 0) return;
        disk.counted.set(from.device, known + more);
        paying?.arrived(about, from, known + more);
      },
    };
  }

  return {
    ...{ name, machine, disk },
    paying() {
      if (paying === null) throw new Error('it was never started');
      return paying;
    },
    isUp: () => life.isUp,
    start() {
      life = { isUp: true, effectsLeft: Infinity };
      startedAtMs = time.now();
      paying = createPaying(portsOf(life));
      const calendar = { startsAtMs: 0, epochMs: payEpochMs };
      paying.terms(payCommunity, { calendar, pieceMost });
      paying.served(pieceCost);
      for (const [device, pieces] of disk.counted) {
        paying.arrived(payAbout, { member: '', device }, pieces);
      }
    },
    startedAtMs: () => startedAtMs,
    fillDisk(now) {
      isFull = now;
    },
    kill(afterEffects) {
      if (afterEffects === undefined) die();
      else life.effectsLeft = afterEffects;
    },
    says(frame) {
      if (!effect()) return false;
      watch.said(name, disk.accounts, frame);
      return true;
    },
    onChange: (listener) => void changes.push(listener),
    onDeath: (listener) => void deaths.push(listener),
  };
}

/** It is caught around whatever is done, and is no fault. */
class DiskFull extends Error {}

/** A machine that dies in the middle of something does not do the rest of it. */
export function guarded(life: { readonly isUp: boolean }, action: () => void): () => void {
  return () => {
    try {
      action();
    } catch (error) {
      if (life.isUp && !(error instanceof DiskFull)) throw error;
    }
  };
}
