/** The hello: which machine of which member speaks, and that this very connection is its own. */
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import { deviceBinding } from '../../../shared/ledger/genesis.ts';
import { helloDomain, protocolVersion } from '../../../shared/peers/protocol.ts';
import type { MessageOf } from '../../../shared/peers/protocol.ts';
import type { Connection, Ports } from '../ports.ts';
import type { Names } from './names.ts';

export interface Greeting {
  /** What this machine says first on a connection. */
  hello(connection: Connection): MessageOf<'hello'>;
  /** Whether the member vouches for the machine, and the machine speaks on this very connection. */
  isTrue(connection: Connection, hello: MessageOf<'hello'>): boolean;
}

type GreetingPorts = Pick<Ports, 'keys' | 'cryptography' | 'swarm'>;

/** Greets the people of one community. */
export function createGreeting(
  { keys, cryptography, swarm }: GreetingPorts,
  community: Uint8Array,
  names: Names,
): Greeting {
  const { hash, verify } = cryptography;
  const device = keys.device.publicKey;
  const binding = keys.sign(deviceBinding(keys.member, device, hash));

  const signedOn = (channelHash: Uint8Array, transportKey: Uint8Array) =>
    hash(helloDomain, community, channelHash, transportKey);

  return {
    hello: ({ channelHash }) => ({
      type: 'hello',
      version: protocolVersion,
      community: bytesToHex(community),
      member: bytesToHex(keys.member),
      device: bytesToHex(device),
      binding,
      name: names.own(),
      kinds: ['function', 'command'],
      proof: keys.device.sign(signedOn(channelHash, swarm.transportKey)),
    }),
    isTrue({ channelHash, remoteTransportKey }, said) {
      const [member, machine] = [hexToBytes(said.member), hexToBytes(said.device)];
      return (
        verify(deviceBinding(member, machine, hash), said.binding, member) &&
        verify(signedOn(channelHash, remoteTransportKey), said.proof, machine)
      );
    },
  };
}
