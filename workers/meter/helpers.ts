/**
 * The functions that take the place of instructions whose cost is known only when they are executed, and of those
 * that would end differently on another machine.
 *
 * A bulk operation is checked against its bounds as a whole first, so that it traps as it would have, with nothing
 * written. Then it is paid for and done in pieces, with a look at the allowance between them: filling a GiB can be
 * throttled and ended. Copies that overlap go in the direction in which nothing is overwritten before it was read.
 */
import { limits } from '../../shared/domain/limits.ts';
import { pageBytes, tableElementsMax } from '../sandbox/cap-limits.ts';
import type { Instruction } from './decode.ts';
import { op } from './decode.ts';
import type { Helper, Plan } from './plan.ts';
import { helperOf, typeOf } from './plan.ts';
import { signed, unsigned } from './writer.ts';

const i32 = 0x7f;
const i64 = 0x7e;
const funcref = 0x70;
const empty = 0x40;
const pieceBytes = 65_536;

const get = (local: number) => [0x20, ...unsigned(local)];
const set = (local: number) => [0x21, ...unsigned(local)];
const tee = (local: number) => [0x22, ...unsigned(local)];
const getGlobal = (global: number) => [0x23, ...unsigned(global)];
const setGlobal = (global: number) => [0x24, ...unsigned(global)];
const call = (index: number) => [0x10, ...unsigned(index)];
const int = (value: number) => [0x41, ...signed(value)];
const long = (value: number) => [0x42, ...signed(value)];
const when = (...body: readonly number[]) => [0x04, empty, ...body, 0x0b];
const [lessUnsigned, greaterUnsigned] = [0x49, 0x4b];
const [add, subtract, add64, subtract64] = [0x6a, 0x6b, 0x7c, 0x7d];
const [less64, greaterUnsigned64, extendUnsigned] = [0x53, 0x56, 0xad];
const [isEqual, select, done, unreachable] = [0x46, 0x1b, 0x0f, 0x00];
const shiftLeft = 0x74;

/** The helper that takes the place of an instruction; null for instructions that stay as they are. */
export function helperFor(plan: Plan, instruction: Instruction): number | null {
  const { code, index, second } = instruction;
  switch (code) {
    case op.memoryGrow:
      return helperOf(plan, 'memory.grow', () => growMemory(plan));
    case op.tableGrow:
      return helperOf(plan, `table.grow ${index}`, () => growTable(plan, index));
    case op.memoryFill:
      return helperOf(plan, 'memory.fill', () => fillMemory(plan));
    case op.memoryCopy:
      return helperOf(plan, 'memory.copy', () => copyMemory(plan));
    case op.memoryInit:
      return helperOf(plan, `memory.init ${index}`, () =>
        bulk(plan, i32, 2, [0xfc, 8, ...unsigned(index), 0]),
      );
    case op.tableFill:
      return helperOf(plan, `table.fill ${index}`, () =>
        bulk(plan, funcref, 1, [0xfc, 17, ...unsigned(index)]),
      );
    case op.tableCopy:
    case op.tableInit: {
      const operation = [0xfc, code - 0xfc000, ...unsigned(index), ...unsigned(second)];
      return helperOf(plan, operation.join(' '), () => bulk(plan, i32, 2, operation));
    }
    default:
      return null;
  }
}

/** Looks at the allowance: what every piece of a bulk operation begins with. */
function pay(plan: Plan, amount: readonly number[]): readonly number[] {
  const left = getGlobal(plan.left);
  const charge = [...left, ...amount, extendUnsigned, subtract64, ...setGlobal(plan.left)];
  return [...charge, ...left, ...long(0), less64, ...when(...call(plan.slice))];
}

/**
 * A unit for each KiB of a page, as the engine clears them, and as much again for asking it: growth by nothing takes a
 * microsecond too, so a loop of it must come to its yields like any other.
 */
const unitsPerPageLog = 6;

/** `(pages) -> pages before, or -1`. The engine is asked only for what it must be able to give. */
function growMemory(plan: Plan): Helper {
  const declared = plan.layout.memories[0]?.maximum ?? null;
  const wanted = 1;
  const refuse = [...int(-1), done];
  const own = declared === null ? [] : [...get(wanted), ...long(declared), greaterUnsigned64];
  const body = [
    ...[1, 1, i64],
    ...[0x3f, 0, extendUnsigned, ...get(0), extendUnsigned, add64, ...set(wanted)],
    ...(declared === null ? [] : [...own, ...when(...refuse)]),
    ...[...get(wanted), ...getGlobal(plan.pagesMax), extendUnsigned, greaterUnsigned64],
    ...when(...int(1), ...setGlobal(plan.growthRefused), ...refuse),
    ...pay(plan, [...get(0), ...int(1), add, ...int(unitsPerPageLog), shiftLeft]),
    ...[...get(0), 0x40, 0, ...tee(0), ...int(-1), isEqual, ...when(...call(plan.noMemory))],
    ...[...get(0), 0x0b],
  ];
  return { type: typeOf(plan, [i32], [i32]), body };
}

/** `(reference, elements) -> elements before, or -1`. What is refused costs nothing. */
function growTable(plan: Plan, table: number): Helper {
  const declared = plan.layout.tables[table - plan.importedTables]?.maximum ?? tableElementsMax;
  const most = Math.min(declared, tableElementsMax);
  const index = unsigned(table);
  const body = [
    ...[0, 0xfc, 16, ...index, extendUnsigned, ...get(1), extendUnsigned, add64],
    ...[...long(most), greaterUnsigned64, ...when(...int(-1), done), ...pay(plan, get(1))],
    ...[...get(0), ...get(1), 0xfc, 15, ...index, ...tee(1), ...int(-1), isEqual],
    ...[...when(...call(plan.noMemory)), ...get(1), 0x0b],
  ];
  return { type: typeOf(plan, [funcref, i32], [i32]), body };
}

/** Traps by doing the whole operation at once, when `end` (an i64 on the stack) is behind the memory. */
function trapBeyondMemory(operation: readonly number[]): readonly number[] {
  const size = [0x3f, 0, extendUnsigned, ...long(16), 0x86];
  return [...size, greaterUnsigned64, ...when(...operation, unreachable)];
}

const takePiece = (length: number, piece: number) => [
  ...[...get(length), ...int(pieceBytes), ...get(length), ...int(pieceBytes), lessUnsigned],
  ...[select, ...set(piece)],
];

/** Goes on with the next piece while there is one. */
const nextPiece = (length: number, piece: number) => [
  ...[...get(length), ...get(piece), subtract, ...tee(length), 0x0d, 0],
];

function fillMemory(plan: Plan): Helper {
  const [to, value, length, piece] = [0, 1, 2, 3] as const;
  const fill = [0xfc, 11, 0];
  const all = [...get(to), ...get(value), ...get(length), ...fill];
  const body = [
    ...[1, 1, i32, ...get(to), extendUnsigned, ...get(length), extendUnsigned, add64],
    ...[...trapBeyondMemory(all), 0x03, empty, ...takePiece(length, piece)],
    ...[...pay(plan, get(piece)), ...get(to), ...get(value), ...get(piece), ...fill],
    ...[...get(to), ...get(piece), add, ...set(to), ...nextPiece(length, piece), 0x0b, 0x0b],
  ];
  return { type: typeOf(plan, [i32, i32, i32], []), body };
}

function copyMemory(plan: Plan): Helper {
  const [to, from, length, piece] = [0, 1, 2, 3] as const;
  const copy = [0xfc, 10, 0, 0];
  const further = [...get(to), ...get(from), ...get(to), ...get(from), greaterUnsigned, select];
  const advance = (local: number) => [...get(local), ...get(piece), add, ...set(local)];
  const upward = [
    ...[...get(to), ...get(from), ...get(piece), ...copy, ...advance(to), ...advance(from)],
  ];
  const atEnd = (local: number) => [
    ...[...get(local), ...get(length), add, ...get(piece), subtract],
  ];
  const downward = [...atEnd(to), ...atEnd(from), ...get(piece), ...copy];
  const body = [
    ...[1, 1, i32, ...further, extendUnsigned, ...get(length), extendUnsigned, add64],
    ...trapBeyondMemory([...get(to), ...get(from), ...get(length), ...copy]),
    ...[0x03, empty, ...takePiece(length, piece), ...pay(plan, get(piece))],
    ...[...get(to), ...get(from), greaterUnsigned, 0x04, empty, ...downward],
    ...[0x05, ...upward, 0x0b, ...nextPiece(length, piece), 0x0b, 0x0b],
  ];
  return { type: typeOf(plan, [i32, i32, i32], []), body };
}

/**
 * An operation on tables or segments, which are small enough to be done in one piece. Nobody but the engine knows the
 * length of a segment that may have been dropped: the bounds are tried with nothing at the end of the range.
 */
function bulk(plan: Plan, second: number, positions: 1 | 2, operation: readonly number[]): Helper {
  const all = [...get(0), ...get(1), ...get(2), ...operation, unreachable];
  const end = (local: number) => [...get(local), ...get(2), add];
  const wraps = (local: number) => [...end(local), ...get(local), lessUnsigned, ...when(...all)];
  const other = positions === 2 ? end(1) : get(1);
  const body = [
    ...[0, ...wraps(0), ...(positions === 2 ? wraps(1) : [])],
    ...[...end(0), ...other, ...int(0), ...operation, ...pay(plan, get(2))],
    ...[...get(0), ...get(1), ...get(2), ...operation, 0x0b],
  ];
  return { type: typeOf(plan, [i32, second, i32], []), body };
}

/** Pages that a memory may have at the most, whatever it declares. */
export const pagesMax = limits.memoryBytesMax / pageBytes;
