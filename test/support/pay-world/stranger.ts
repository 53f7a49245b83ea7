/** A machine that says what a test wants it to say to an honest one, and signs whatever it likes. */
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { PayMachine } from '../../../main/engine/downloads/contract.ts';
import { bodyOf } from '../../../main/engine/downloads/pay-account.ts';
import type { PaySubject, Said } from '../../../main/engine/downloads/pay-account.ts';
import { payFrameBytes, readPayFrame } from '../../../main/engine/downloads/pay-frames.ts';
import type { PayFrame, PayFrameOf } from '../../../main/engine/downloads/pay-frames.ts';
import { hexToBytes } from '../../../shared/base/bytes.ts';
import { recordIdOf } from '../../../shared/ledger/record.ts';
import type { CounterBody } from '../../../shared/ledger/record.ts';
import type { PayEnd } from './end.ts';
import { payAbout, payCommunity, payKeyPair, payMachineOf, payRelease } from './end.ts';

const { hash } = cryptography;
export const payReleaseId = hexToBytes(payRelease);

export interface PayStranger {
  readonly machine: PayMachine;
  /** Whether the honest one goes on talking with it. */
  say(frame: PayFrame | Uint8Array): boolean;
  /** All frames of a kind that the honest one said so far. */
  heard<K extends PayFrame['kind']>(kind: K): readonly PayFrameOf<K>[];
  /** A counter of the two machines; the stranger gives, unless the test says otherwise. */
  counter(said: Said, change?: Partial<CounterBody>, side?: 'gives' | 'gets'): CounterBody;
  sign(body: CounterBody): Uint8Array;
  meet(): void;
  leave(): void;
}

export function createPayStranger(name: string, victim: PayEnd): PayStranger {
  const machine = payMachineOf(name);
  const { publicKey: me, sign } = payKeyPair(name);
  const frames: PayFrame[] = [];
  const [toMe, device] = [victim.machine.device, machine.device];

  function subject(side: PaySubject['side']): PaySubject {
    return { side, ...payAbout, device: toMe };
  }

  return {
    machine,
    say: (frame) => {
      const bytes = frame instanceof Uint8Array ? frame : payFrameBytes(frame);
      return victim.paying().heard(payCommunity, device, bytes);
    },
    heard<K extends PayFrame['kind']>(kind: K) {
      return frames.filter((frame): frame is PayFrameOf<K> & PayFrame => frame.kind === kind);
    },
    counter(said, change = {}, side = 'gives') {
      const epoch = 0;
      const own = { me, hash };
      return {
        ...bodyOf(subject(side === 'gives' ? 'given' : 'used'), { epoch, said }, own),
        ...change,
      };
    },
    sign: (body) => sign(recordIdOf({ kind: 'counter', body }, hexToBytes(payCommunity), hash)),
    meet() {
      victim.paying().met(payCommunity, machine, (bytes) => {
        const frame = readPayFrame(bytes);
        if (frame !== null && frame !== 'unknown') frames.push(frame);
      });
    },
    leave() {
      victim.paying().left(payCommunity, device);
    },
  };
}
