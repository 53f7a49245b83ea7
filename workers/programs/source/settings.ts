// Reads a program's input: one flat JSON object of numbers, like {"width":960,"zoom":1.5}, or nothing at all.
// Whatever else it is traps: a wrong input must not become a wrong result.

let cursor: i32 = 0;
let inputEnd: i32 = 0;
let keyStart: i32 = 0;
let keyEnd: i32 = 0;
let value: f64 = 0;
let isFirst: bool = true;

export function beginSettings(input: i32, length: i32): void {
  cursor = input;
  inputEnd = input + length;
  isFirst = true;
}

/** Moves to the next setting; false when there are no more. */
export function nextSetting(): bool {
  if (isFirst && peek() == 0) return false;
  if (isFirst) expect(0x7b);
  else if (peek() == 0x2c) expect(0x2c);
  else return end();
  isFirst = false;
  expect(0x22);
  keyStart = cursor;
  while (byte() != 0x22) cursor++;
  keyEnd = cursor++;
  expect(0x3a);
  value = readNumber();
  return true;
}

export function settingIs(name: string): bool {
  if (keyEnd - keyStart != name.length) return false;
  for (let index = 0; index < name.length; index++)
    if (load<u8>(usize(keyStart + index)) != u8(name.charCodeAt(index))) return false;
  return true;
}

export function settingValue(): f64 {
  return value;
}

/** The value, when it is a whole number from `least` to `most`. */
export function wholeSetting(least: f64, most: f64): f64 {
  if (value != floor(value) || value < least || value > most) unreachable();
  return value;
}

function end(): bool {
  expect(0x7d);
  if (peek() != 0) unreachable();
  return false;
}

function readNumber(): f64 {
  let sign: f64 = 1;
  if (peek() == 0x2d) {
    sign = -1;
    cursor++;
  }
  let digits = 0;
  let whole: f64 = 0;
  let scale: f64 = 1;
  let isFraction = false;
  for (; cursor < inputEnd; cursor++) {
    const one = byte();
    if (one == 0x2e && digits > 0 && !isFraction) isFraction = true;
    else if (one >= 0x30 && one <= 0x39) {
      whole = whole * 10 + f64(one - 0x30);
      if (isFraction) scale *= 10;
      digits++;
    } else break;
  }
  if (digits == 0 || digits > 15) unreachable();
  return (sign * whole) / scale;
}

/** The next byte that is no space; 0 at the end. */
function peek(): i32 {
  while (cursor < inputEnd && byte() <= 0x20) cursor++;
  return cursor < inputEnd ? byte() : 0;
}

function byte(): i32 {
  if (cursor >= inputEnd) unreachable();
  return i32(load<u8>(usize(cursor)));
}

function expect(wanted: i32): void {
  if (peek() != wanted) unreachable();
  cursor++;
}
