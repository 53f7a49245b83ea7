// A WASI program: `prime-count FROM TO` prints how many primes p there are with FROM <= p < TO.
// There are 664579 below ten million.
//
// By trial division with the primes up to the root, on purpose: a sieve would be done before anybody could
// see the job running. Ranges that meet end to end add up, so that the count can be shared out in slices.

import { args_get, args_sizes_get, fd_write, proc_exit } from './wasi_snapshot_preview1';

const limitMax: u64 = 1_000_000_000;
const rootMax: i32 = 31_623;
const argumentBytesMax: u32 = 256;

const divisors: usize = memory.data(4 * 3500); // 3,401 primes lie below the root of the limit
let divisorCount: i32 = 0;

export function _start(): void {
  const counts = memory.data(8);
  args_sizes_get(counts, counts + 4);
  if (load<u32>(counts) != 3 || load<u32>(counts + 4) > argumentBytesMax)
    fail('Give two whole numbers: prime-count FROM TO.');
  const pointers = memory.data(16);
  args_get(pointers, memory.data(256));
  const from = readNumber(load<u32>(pointers + 4));
  const to = readNumber(load<u32>(pointers + 8));
  if (from > to) fail('FROM is above TO: give the smaller number first.');
  findDivisors();
  let primes: u32 = 0;
  for (let at = from; at < to; at += 4096) primes += countPrimes(at, min(to, at + 4096));
  printNumber(primes);
}

/** The primes up to the root of the largest number, by which all others are tried. */
function findDivisors(): void {
  for (let candidate = 2; candidate <= rootMax; candidate++) {
    if (!isPrime(candidate)) continue;
    store<u32>(divisors + usize(divisorCount << 2), u32(candidate));
    divisorCount++;
  }
}

function countPrimes(from: u32, to: u32): u32 {
  let primes: u32 = 0;
  for (let candidate = from; candidate < to; candidate++) primes += u32(isPrime(candidate));
  return primes;
}

function isPrime(candidate: u32): bool {
  if (candidate < 2) return false;
  for (let index = 0; index < divisorCount; index++) {
    const divisor = load<u32>(divisors + usize(index << 2));
    if (divisor * divisor > candidate) return true;
    if (candidate % divisor == 0) return false;
  }
  return true;
}

/** A whole number that ends the text at this place. */
function readNumber(at: usize): u32 {
  let value: u64 = 0;
  let digits = 0;
  for (let one = load<u8>(at); one != 0; one = load<u8>(at)) {
    if (one < 0x30 || one > 0x39) fail('Give whole numbers, without signs or points.');
    value = value * 10 + u64(one - 0x30);
    if (value > limitMax) fail('Give numbers of at most 1000000000.');
    digits++;
    at++;
  }
  if (digits == 0) fail('Give two whole numbers: prime-count FROM TO.');
  return u32(value);
}

function printNumber(value: u32): void {
  const end = memory.data(16) + 15;
  store<u8>(end, 0x0a);
  let at = end;
  let rest = value;
  do {
    at--;
    store<u8>(at, u8(0x30 + (rest % 10)));
    rest /= 10;
  } while (rest > 0);
  write(1, at, end + 1 - at);
}

function fail(sentence: string): void {
  const text = memory.data(256);
  const length = sentence.length;
  for (let index = 0; index < length; index++)
    store<u8>(text + usize(index), u8(sentence.charCodeAt(index)));
  store<u8>(text + usize(length), 0x0a);
  write(2, text, usize(length + 1));
  proc_exit(2);
  unreachable();
}

function write(stream: u32, from: usize, length: usize): void {
  const vector = memory.data(12);
  store<u32>(vector, u32(from));
  store<u32>(vector + 4, u32(length));
  if (fd_write(stream, vector, 1, vector + 8) != 0) unreachable();
}
