/**
 * A peer is one machine of one member: the member key and the device key, in hexadecimal. Work is done by a
 * machine, and what it gave or used belongs to its member.
 */
import * as v from 'valibot';
import { bytesToHex, hexToBytes } from '../base/bytes.ts';

const keyDigits = 64;

/** A peer's id in what was kept. */
export const peerId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}\.[0-9a-f]{64}$/));

/** The id of the peer that has these two keys. */
export function peerIdOf(member: Uint8Array, device: Uint8Array): string {
  return `${bytesToHex(member)}.${bytesToHex(device)}`;
}

/** The member key of a peer, in hexadecimal. */
export function memberOf(peer: string): string {
  return peer.slice(0, keyDigits);
}

/** The member key of a peer, 32 bytes. */
export function memberKeyOf(peer: string): Uint8Array {
  return hexToBytes(memberOf(peer));
}

/** The device key of a peer, in hexadecimal. */
export function deviceOf(peer: string): string {
  return peer.slice(keyDigits + 1);
}

/** The device key of a peer, 32 bytes. */
export function deviceKeyOf(peer: string): Uint8Array {
  return hexToBytes(deviceOf(peer));
}
