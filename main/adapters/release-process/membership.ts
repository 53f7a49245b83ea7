/**
 * Who is at the other end of a connection. Files of a release are for members: each side says which machine of which
 * member it is, for which the member vouches, and the machine proves that this very connection is its own. No core is
 * spoken of before that.
 *
 * One channel for each community that both are in, with one message:
 *
 *     01 | member 32 | device 32 | binding 64 | proof 64
 *
 * The binding is that of shared/ledger/genesis.ts; the proof signs
 * `hash("common-hours/releases-hello/v1" | community | handshake hash | transport key)` of whoever says it.
 */
import type { SecretStream } from 'hyperdht';
import type Protomux from 'protomux';
import { bytesToHex, concatBytes, textToBytes } from '../../../shared/base/bytes.ts';
import { deviceBinding } from '../../../shared/ledger/genesis.ts';
import type { Cryptography, Keys } from '../../engine/ports.ts';

export interface Machine {
  /** In hexadecimal. */
  readonly member: string;
  readonly device: string;
}

export interface MembershipOptions {
  readonly mux: Protomux;
  readonly stream: SecretStream;
  readonly community: Uint8Array;
  readonly keys: Keys;
  readonly cryptography: Cryptography;
  /** This side's own key on the network. */
  readonly transportKey: Uint8Array;
  /** Called once, with who it is. */
  readonly known: (machine: Machine) => void;
  /** What was said is not true, or is no hello. */
  readonly offended: (what: string) => void;
}

const protocol = 'common-hours/releases/1';
const domain = textToBytes('common-hours/releases-hello/v1');
const version = 1;
const helloBytes = 1 + 32 + 32 + 64 + 64;

/** Says who this is, and hears who the other is; again, where the other has come into the community later. */
export function greetMember(options: MembershipOptions): void {
  const { mux, community } = options;
  mux.pair({ protocol, id: community }, () => openChannel(options));
  openChannel(options);
}

function openChannel(options: MembershipOptions): void {
  const { mux, stream, community, cryptography, known, offended } = options;
  let isKnown = false;
  const channel = mux.createChannel({
    protocol,
    id: community,
    messages: [{ onmessage: (bytes) => heard(new Uint8Array(bytes)) }],
    onopen: () => undefined,
    onclose: () => undefined,
    ondrain: () => undefined,
  });
  if (channel === null) return; // it is open already
  channel.open();
  channel.messages[0]?.send(hello(options));

  function heard(said: Uint8Array): void {
    if (isKnown || said.byteLength !== helloBytes || said[0] !== version) {
      offended('a greeting that is none');
      return;
    }
    const [member, device] = [said.subarray(1, 33), said.subarray(33, 65)];
    const [binding, proof] = [said.subarray(65, 129), said.subarray(129, 193)];
    const { hash, verify } = cryptography;
    const signed = hash(domain, community, stream.handshakeHash, stream.remotePublicKey);
    if (!verify(deviceBinding(member, device, hash), binding, member)) {
      offended('a greeting without its member');
    } else if (!verify(signed, proof, device)) {
      offended('a greeting of another connection');
    } else {
      isKnown = true;
      known({ member: bytesToHex(member), device: bytesToHex(device) });
    }
  }
}

function hello({
  stream,
  community,
  keys,
  cryptography: { hash },
  transportKey,
}: MembershipOptions): Uint8Array {
  const { member, device } = keys;
  return concatBytes(
    new Uint8Array([version]),
    member,
    device.publicKey,
    keys.sign(deviceBinding(member, device.publicKey, hash)),
    device.sign(hash(domain, community, stream.handshakeHash, transportKey)),
  );
}
