/**
 * What the meter does to a module, and what a metered module is to whoever runs it.
 *
 * **The count.** Every executed instruction is one unit, but for `block`, `loop`, `else` and `end`, which
 * only mark places. `memory.fill`, `memory.copy` and `memory.init` cost one unit more for each byte, and
 * `table.fill`, `table.copy`, `table.init` and `table.grow` one more for each element, and `memory.grow` 64 more
 * and another 64 for each page, before they are done; growth that is refused costs no more than the instruction.
 * Active segments are part of the module and cost nothing. What the host does for a job is charged by the host.
 * A module that ends by itself has the exact count, on every machine, operating system and engine, and so has whoever
 * is called out to: the host by whatever it gives, and who grants more (`slice`). One that traps has what was settled
 * when it last called out, called through a table or was granted more: at least that much was executed, or would have
 * been some units later. It is the same everywhere where the same portions are granted and the code is rewritten by
 * the same version of the meter.
 *
 * **The allowance.** `meter.left` holds the units that are left of what was granted. It is counted down; when
 * it falls below zero the module calls `meter.slice`, which grants more, waits, or throws. It is called out of
 * loops, of functions that call themselves, however indirectly, of functions that can cost much without
 * a loop, and between pieces of 64 KiB of bulk operations; so never later than some ten thousand units after
 * the allowance is used up, but for the way out of recursion. Behind each recursive call up to 32 units are done without
 * calling; no more than 2^15 such calls can be open, since each counts 128 bytes of `meter.depth` or more: so
 * together some 2^20 units, a millisecond. What is granted in which portions does not change the count.
 *
 * **The depth.** `meter.depth` holds the bytes of stack that are left, as we count them: the same on every engine,
 * and fewer than any engine has. A function that would need more traps by calling `meter.too_deep`.
 *
 * **Memory.** Growth beyond `meter.pages_max` is refused with -1 and noted in `meter.growth_refused`. When
 * the machine itself cannot give what the module may have, the module calls `meter.no_memory`, which throws.
 *
 * **NaN.** The bits of a NaN that an instruction made are canonical wherever the module could see them.
 *
 * **Start.** A start function would run before anything is granted: it is exported as `meter.start` and must
 * be called first. Custom sections are left out.
 */
/** Changes with what a module counts, be it only where it traps, and with the code it becomes: checkpoints hold places in it. */
export const meterVersion = 4;

/** The module that a metered module imports its functions from; all are `() -> ()`. */
export const meterModuleName = 'meter';
export const meterImports = ['slice', 'too_deep', 'no_memory'] as const;

/** What a metered module exports beside its own. A module that exports such a name itself is refused. */
export const meterPrefix = 'meter.';
export const meterExports = {
  /** Mutable i64. */
  left: 'meter.left',
  /** Mutable i32. */
  depth: 'meter.depth',
  /** Mutable i32; `limits.memoryBytesMax` in pages until it is lowered. Absent without a memory. */
  pagesMax: 'meter.pages_max',
  /** Mutable i32: zero until growth was refused. Absent without a memory. */
  growthRefused: 'meter.growth_refused',
  /** Only in a module that has a start function. */
  start: 'meter.start',
} as const;

/** The stack that a job may use, in bytes as `meter.depth` counts them. */
export const stackBytesMax = 4 * 1024 * 1024;
/** The stack of a thread that runs a job, in MiB: what `stack-depth.ts` counts a byte for may need so much more. */
export const threadStackMb = 64;
