/**
 * How to stand in the network that the bootstrap addresses speak of. A node takes itself to be behind a
 * firewall until the DHT has shown otherwise, and then punches holes. Between nodes of one machine or of one
 * local network that goes wrong: the handshake succeeds and nothing flows for 13 seconds. Bootstrap nodes
 * with private addresses mean that everybody is close by and can be reached directly.
 */
import type { DhtOptions } from 'hyperdht';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';

export interface BootstrapAddress {
  /** A name or an IPv4 address. */
  readonly host: string;
  readonly port: number;
}

export interface NetworkChoice {
  /** Nothing means the public DHT. */
  readonly bootstrap?: readonly BootstrapAddress[] | undefined;
  /** Local address to listen on. */
  readonly host?: string | undefined;
  /** False says that others reach this node without hole punching. */
  readonly firewalled?: boolean | undefined;
}

/** The DHT's options: what was chosen, and what follows from the bootstrap addresses for the rest. */
export function networkOptions(choice: NetworkChoice): DhtOptions {
  const bootstrap = choice.bootstrap ?? [];
  const known = bootstrap.length > 0;
  const onThisMachine = known && bootstrap.every(({ host }) => isLoopback(host));
  const nearby = known && bootstrap.every(({ host }) => isLoopback(host) || isPrivate(host));
  const host = choice.host ?? (onThisMachine ? '127.0.0.1' : undefined);
  const firewalled = choice.firewalled ?? (nearby ? false : undefined);
  return {
    ...(known && {
      bootstrap: bootstrap.map(({ host, port }) => ({ host: addressOf(host), port })),
    }),
    ...(host !== undefined && { host }),
    ...(firewalled !== undefined && { firewalled }),
  };
}

/** The DHT speaks IPv4 only, and `localhost` is often an IPv6 address first. */
function addressOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isPrivate(host: string): boolean {
  return /^(10\.\d+|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+$/.test(host);
}

/** Addresses as people write them: `HOST:PORT`. */
export function addressesOf(
  given: readonly string[],
): Result<readonly BootstrapAddress[], Refusal<'bad_address'>> {
  const addresses: BootstrapAddress[] = [];
  for (const text of given) {
    const [, host, port] = /^([^\s:]{1,255}):(\d{1,5})$/.exec(text) ?? [];
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
      return refuse(
        'bad_address',
        `“${text}” is no address: write HOST:PORT, such as 127.0.0.1:49737.`,
      );
    }
    addresses.push({ host, port: Number(port) });
  }
  return ok(addresses);
}
