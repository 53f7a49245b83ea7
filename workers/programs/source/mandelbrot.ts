// A picture of a part of the Mandelbrot set, as a PNG file.
//
// Entry `run`. The input is JSON with any of these whole or decimal numbers, or nothing at all:
//   {"width":960,"height":640,"x":-0.7614,"y":-0.08478,"zoom":2000,"iterations":2000}
// x and y are the centre, zoom 1 shows four units in width. Anything else traps.
//
// Every pixel is the mean of four points in it. Colour follows the smooth escape count along a closed
// path of calm colours. Only +, -, *, / and square root are used, so that every machine draws the same bytes.

import { beginSettings, nextSetting, settingIs, settingValue, wholeSetting } from './settings';

const sizeMax: i32 = 4096;
const pixelsMax: i32 = 2_600_000; // three bytes each: under the 8 MiB that a result may have
const storedBlockMax: i32 = 65_535;

let width: i32 = 960;
let height: i32 = 640;
let centreX: f64 = -0.7614;
let centreY: f64 = -0.08478;
let zoom: f64 = 2000;
let iterations: i32 = 2000;

export function alloc(length: i32): i32 {
  return i32(heap.alloc(usize(max(length, 1))));
}

export function run(input: i32, length: i32): u64 {
  readInput(input, length);
  const raw = (3 * width + 1) * height;
  const blocks = (raw + storedBlockMax - 1) / storedBlockMax;
  const dataLength = 2 + raw + 5 * blocks + 4;
  const pngLength = 8 + (12 + 13) + (12 + dataLength) + 12;
  makeCrcTable();
  const png = heap.alloc(usize(pngLength));
  const pixels = heap.alloc(usize(raw));
  draw(pixels);
  let at = writeHeader(png);
  at = writeData(at, pixels, raw, dataLength);
  at = writeChunk(at, 0x49454e44, 0);
  if (i32(at - png) != pngLength) unreachable();
  return (u64(png) << 32) | u64(pngLength);
}

// --- the picture

function draw(pixels: usize): void {
  const step = 4.0 / zoom / f64(width);
  let at = pixels;
  for (let row = 0; row < height; row++) {
    store<u8>(at++, 0); // each line is stored as it is
    for (let column = 0; column < width; column++) {
      storePixel(at, column, row, step);
      at += 3;
    }
  }
}

function storePixel(at: usize, column: i32, row: i32, step: f64): void {
  let red: f64 = 0;
  let green: f64 = 0;
  let blue: f64 = 0;
  for (let part = 0; part < 4; part++) {
    const offsetX = f64(column - width / 2) + 0.25 + 0.5 * f64(part & 1);
    const offsetY = f64(row - height / 2) + 0.25 + 0.5 * f64(part >> 1);
    const escape = escapeOf(centreX + offsetX * step, centreY - offsetY * step);
    red += colour(escape, 0);
    green += colour(escape, 1);
    blue += colour(escape, 2);
  }
  store<u8>(at, u8(red / 4 + 0.5), 0);
  store<u8>(at, u8(green / 4 + 0.5), 1);
  store<u8>(at, u8(blue / 4 + 0.5), 2);
}

/** The smooth number of steps after which the point leaves; negative when it stays. */
function escapeOf(cx: f64, cy: f64): f64 {
  let x: f64 = 0;
  let y: f64 = 0;
  let xx: f64 = 0;
  let yy: f64 = 0;
  for (let count = 0; count < iterations; count++) {
    y = 2 * x * y + cy;
    x = xx - yy + cx;
    xx = x * x;
    yy = y * y;
    if (xx + yy > 65536) return f64(count) + 1 - smoothPart(xx + yy);
  }
  return -1;
}

/** How far past the circle of radius 256 the point flew: log2(log2(r^2) / 16), 0 to 1. */
function smoothPart(squared: f64): f64 {
  return log2(log2(squared) / 16);
}

/** Base-2 logarithm of a number from 1 up, to about ten digits, by arithmetic alone. */
function log2(value: f64): f64 {
  const bits = reinterpret<u64>(value);
  const whole = f64(i64(bits >> 52) - 1023);
  const fraction = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  const ratio = (fraction - 1) / (fraction + 1);
  const square = ratio * ratio;
  let sum: f64 = 0;
  for (let odd = 19; odd > 0; odd -= 2) sum = sum * square + 1.0 / f64(odd);
  return whole + 2.8853900817779268 * ratio * sum;
}

// --- colour

// Red, green and blue of the stops of a closed path: night, slate, teal, mist, sand, clay, plum.
const stops: StaticArray<u8> = [
  16, 24, 40, 32, 66, 96, 58, 124, 136, 158, 200, 192, 243, 234, 212, 226, 172, 120, 150, 92, 92,
  62, 44, 72,
];
const stopCount: i32 = 8;
const inside: StaticArray<u8> = [11, 16, 27];

function colour(escape: f64, channel: i32): f64 {
  if (escape < 0) return f64(inside[channel]);
  const along = sqrt(escape) * 0.62;
  const turns = along - floor(along / f64(stopCount)) * f64(stopCount);
  const first = i32(turns) % stopCount;
  const part = turns - f64(i32(turns));
  const eased = part * part * (3 - 2 * part);
  const a = f64(stops[first * 3 + channel]);
  const b = f64(stops[((first + 1) % stopCount) * 3 + channel]);
  return a + (b - a) * eased;
}

// --- the file

function writeHeader(at: usize): usize {
  storeBig(at, 0x89504e47);
  storeBig(at + 4, 0x0d0a1a0a);
  const body = at + 16;
  storeBig(body, u32(width));
  storeBig(body + 4, u32(height));
  store<u8>(body + 8, 8); // bits a channel
  store<u8>(body + 9, 2); // red, green, blue
  store<u8>(body + 10, 0);
  store<u8>(body + 11, 0);
  store<u8>(body + 12, 0);
  return writeChunk(at + 8, 0x49484452, 13);
}

/** The picture as a zlib stream of stored blocks. */
function writeData(start: usize, pixels: usize, raw: i32, dataLength: i32): usize {
  let at = start + 8;
  store<u8>(at++, 0x78);
  store<u8>(at++, 0x01);
  for (let from = 0; from < raw; from += storedBlockMax) {
    const length = min(storedBlockMax, raw - from);
    store<u8>(at++, from + length == raw ? 1 : 0);
    store<u16>(at, u16(length));
    store<u16>(at + 2, u16(~length));
    memory.copy(at + 4, pixels + usize(from), usize(length));
    at += 4 + usize(length);
  }
  storeBig(at, adler(pixels, raw));
  return writeChunk(start, 0x49444154, dataLength);
}

/** Writes length, name and checksum around a chunk's content, which stands there already. */
function writeChunk(at: usize, name: u32, length: i32): usize {
  storeBig(at, u32(length));
  storeBig(at + 4, name);
  const end = at + 8 + usize(length);
  storeBig(end, crc(at + 4, end));
  return end + 4;
}

function storeBig(at: usize, value: u32): void {
  store<u32>(at, bswap<u32>(value));
}

function adler(from: usize, length: i32): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  for (let index = 0; index < length; index++) {
    a = (a + load<u8>(from + usize(index))) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16) | a;
}

const crcTable: usize = memory.data(1024);

function makeCrcTable(): void {
  for (let index: u32 = 0; index < 256; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++)
      value = (value & 1) != 0 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    store<u32>(crcTable + usize(index << 2), value);
  }
}

function crc(from: usize, to: usize): u32 {
  let value: u32 = 0xffffffff;
  for (let at = from; at < to; at++)
    value = load<u32>(crcTable + usize(((value ^ load<u8>(at)) & 0xff) << 2)) ^ (value >>> 8);
  return ~value;
}

// --- the input

function readInput(input: i32, length: i32): void {
  beginSettings(input, length);
  while (nextSetting()) {
    if (settingIs('width')) width = i32(wholeSetting(1, sizeMax));
    else if (settingIs('height')) height = i32(wholeSetting(1, sizeMax));
    else if (settingIs('x')) centreX = settingValue();
    else if (settingIs('y')) centreY = settingValue();
    else if (settingIs('zoom')) zoom = settingValue();
    else if (settingIs('iterations')) iterations = i32(wholeSetting(1, 1_000_000));
    else unreachable();
  }
  if (width * height > pixelsMax || !(zoom > 0 && zoom <= 1e13)) unreachable();
  if (!(abs(centreX) <= 4 && abs(centreY) <= 4)) unreachable();
}
