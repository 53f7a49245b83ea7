/** Amounts of CPU-hours as people read and type them. */
import type { MicroCpuHours } from '../domain/cpu-hours.ts';

const locale = 'en-GB';
const minus = '\u2212';

/** An amount with its unit: `1,105 CPU-h`, `0.00028 CPU-h`. */
export function formatCpuHours(
  amount: MicroCpuHours,
  options: { readonly signed?: boolean } = {},
): string {
  return `${formatCpuAmount(amount, options)} CPU-h`;
}

/**
 * An amount without its unit: whole numbers from 100 on, one decimal from 1 on, two significant digits
 * below, so that the receipt of a job of one second still reads as something. Zeros at the end go.
 */
export function formatCpuAmount(
  amount: MicroCpuHours,
  options: { readonly signed?: boolean } = {},
): string {
  return (
    signOf(amount, options.signed ?? false) + fixed(absolute(amount), decimalsFor(amount), true)
  );
}

/** `given − used = difference` in one precision, so that the three numbers add up as they are shown. */
export function formatEquation(
  given: MicroCpuHours,
  used: MicroCpuHours,
): { readonly given: string; readonly used: string; readonly difference: string } {
  const decimals = sharedDecimals(given, used);
  const step = 10n ** BigInt(6 - decimals);
  const [left, right] = [roundedSigned(given, step), roundedSigned(used, step)];
  return {
    given: shown(left, decimals, false),
    used: shown(right, decimals, false),
    difference: shown(left - right, decimals, true),
  };
}

export interface AccountTerms {
  readonly opening: MicroCpuHours;
  readonly given: MicroCpuHours;
  readonly used: MicroCpuHours;
  readonly closing: MicroCpuHours;
}

/**
 * `opening + given − used = closing` in one precision, in which each number is rounded by itself and they still add
 * up: with more decimals until they do, which six always make.
 */
export function formatAccount(
  terms: AccountTerms,
): Readonly<Record<keyof AccountTerms, string>> & { readonly decimals: number } {
  const { opening, given, used, closing } = terms;
  const all = [opening, given, used, closing];
  let decimals = Math.max(sharedDecimals(opening, given), sharedDecimals(used, closing));
  const addsUp = (places: number) => {
    const step = 10n ** BigInt(6 - places);
    const [from, plus, less, to] = all.map((each) => roundedSigned(each, step));
    return (from ?? 0n) + (plus ?? 0n) - (less ?? 0n) === to;
  };
  while (decimals < 6 && !addsUp(decimals)) decimals += 1;
  return {
    opening: shown(opening, decimals, false),
    given: shown(given, decimals, false),
    used: shown(used, decimals, false),
    closing: shown(closing, decimals, true),
    decimals,
  };
}

/** The amount that a person typed, or null if it is none: digits with one point or comma. */
export function parseCpuHours(typed: string): MicroCpuHours | null {
  const match = /^(\d{1,9})?(?:[.,](\d{1,6})0*)?$/.exec(typed.trim().replaceAll(/[\s_]/g, ''));
  if (match === null || (match[1] === undefined && match[2] === undefined)) return null;
  return BigInt(match[1] ?? '0') * 1_000_000n + BigInt((match[2] ?? '').padEnd(6, '0'));
}

/** Nothing is `0` in every precision. */
function shown(amount: MicroCpuHours, decimals: number, signed: boolean): string {
  return amount === 0n ? '0' : signOf(amount, signed) + fixed(absolute(amount), decimals, false);
}

/** As many decimals as the smaller of the two needs, without zeros that both would end in. */
function sharedDecimals(given: MicroCpuHours, used: MicroCpuHours): number {
  let decimals = Math.max(decimalsFor(given), decimalsFor(used));
  const step = 10n ** BigInt(6 - decimals);
  const [left, right] = [
    rounded(absolute(given), step) * step,
    rounded(absolute(used), step) * step,
  ];
  const endInZero = (places: number) => {
    const unit = 10n ** BigInt(6 - places + 1);
    return left % unit === 0n && right % unit === 0n;
  };
  while (decimals > 0 && endInZero(decimals)) decimals -= 1;
  return decimals;
}

function decimalsFor(amount: MicroCpuHours): number {
  const size = absolute(amount);
  if (size === 0n || size >= 99_950_000n) return 0;
  if (size >= 995_000n) return 1;
  return Math.min(6, 8 - size.toString().length);
}

function fixed(size: bigint, decimals: number, trim: boolean): string {
  const scaled = rounded(size, 10n ** BigInt(6 - decimals));
  const scale = 10n ** BigInt(decimals);
  const whole = new Intl.NumberFormat(locale).format(scaled / scale);
  const digits = decimals === 0 ? '' : (scaled % scale).toString().padStart(decimals, '0');
  const shown = trim ? digits.replace(/0+$/, '') : digits;
  return shown === '' ? whole : `${whole}.${shown}`;
}

function rounded(size: bigint, step: bigint): bigint {
  return (size + step / 2n) / step;
}

function roundedSigned(amount: bigint, step: bigint): bigint {
  const size = rounded(absolute(amount), step) * step;
  return amount < 0n ? -size : size;
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

function signOf(amount: bigint, signed: boolean): string {
  if (amount < 0n) return minus;
  return signed && amount > 0n ? '+' : '';
}
