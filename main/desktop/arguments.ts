/** What the desktop understands of its command line; everything else there is Chromium's. */
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { addressesOf } from '../adapters/swarm/network.ts';
import type { BootstrapAddress } from '../adapters/swarm/network.ts';

export interface DesktopArguments {
  readonly data: string | null;
  readonly community: string | null;
  readonly name: string | null;
  readonly bootstrap: readonly BootstrapAddress[];
  /** Of the local server; 0 for any free one. */
  readonly http: number;
  /** Null keeps what the person chose before. */
  readonly lend: boolean | null;
  /** Start in the tray, without the window. */
  readonly isHidden: boolean;
}

export type ArgumentRefusal = Refusal<'missing_value' | 'bad_value' | 'bad_address'>;

const known = ['data', 'community', 'name', 'bootstrap', 'http', 'lend'] as const;
type Values = { readonly [Name in (typeof known)[number]]?: readonly string[] };

/**
 * Reads `--data DIR --community CODE --name NAME --bootstrap HOST:PORT --http PORT --lend on|off
 * --hidden`, in any order, the same as `common-hours node` takes.
 */
export function readArguments(argv: readonly string[]): Result<DesktopArguments, ArgumentRefusal> {
  const read = readValues(argv);
  if (!read.ok) return read;
  const { data, community, name, bootstrap = [], http, lend } = read.value;

  const addresses = addressesOf(bootstrap);
  if (!addresses.ok) return addresses;
  const port = http?.at(-1) ?? '0';
  if (!/^\d{1,5}$/.test(port)) return refuse('bad_value', 'Write --http PORT, such as 8080.');
  const lending = lend?.at(-1) ?? null;
  if (lending !== null && lending !== 'on' && lending !== 'off') {
    return refuse('bad_value', 'Write --lend on, or --lend off.');
  }
  return ok({
    data: data?.at(-1) ?? null,
    community: community?.at(-1) ?? null,
    name: name?.at(-1) ?? null,
    bootstrap: addresses.value,
    http: Number(port),
    lend: lending === null ? null : lending === 'on',
    isHidden: argv.includes('--hidden'),
  });
}

/** Both `--name VALUE` and `--name=VALUE`. */
function readValues(argv: readonly string[]): Result<Values, ArgumentRefusal> {
  const values: { [Name in (typeof known)[number]]?: string[] } = {};
  for (const [index, each] of argv.entries()) {
    const name = known.find((one) => each === `--${one}` || each.startsWith(`--${one}=`));
    if (name === undefined) continue;
    const value = each.includes('=') ? each.slice(name.length + 3) : argv[index + 1];
    if (value === undefined || value === '' || value.startsWith('--')) {
      return refuse('missing_value', `Say what --${name} is, as in --${name} VALUE.`);
    }
    values[name] = [...(values[name] ?? []), value];
  }
  return ok(values);
}
