/**
 * What stands around a job's own JavaScript inside the virtual machine, written in its language.
 *
 * All that needs to know what a JavaScript value is happens here, metered and confined like the job itself:
 * reading the input as JSON, writing the result, and putting an error into words. The host only ever reads
 * a string or bytes that come out of it. A job can meddle with this as with everything inside its machine,
 * and with nothing but its own result.
 *
 * What a job writes to its console, and how far it says it is, stands on a tape in the machine's memory, which the host
 * reads without running anything: so it can do that of a job that never ends. `tape.ts` reads it.
 *
 * A classic script; its value is the object of functions that the host calls. What they need of the language is
 * taken down before the job runs, so that a job that changes `JSON` for its own use gets its results all the same.
 */

/** Keeps the last `kept` UTF-16 units of what is written to the console. */
export const prelude = (kept: number) => `(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const { isView } = ArrayBuffer;
  const { apply } = Reflect;
  const { create, freeze } = Object;
  const { match } = String.prototype;
  const { join } = Array.prototype;
  const TypeErrorOfOurs = TypeError;
  const errorClass = Error;
  const bufferClass = ArrayBuffer;
  const bytesClass = Uint8Array;
  const textOf = String;

${speech(kept)}
  const read = (text) => {
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch {
      return text;
    }
  };

  return freeze({
    __proto__: null,
    tape,
    call: (run, text, bytes, args, seed) =>
      run(read(text), { seed, args: parse(args), bytes, progress }),
    write: (result) => {
      if (result === undefined || typeof result === 'string') return result;
      if (result instanceof bufferClass) return new bytesClass(result);
      if (isView(result))
        return new bytesClass(result.buffer, result.byteOffset, result.byteLength);
      const text = stringify(result);
      if (text === undefined)
        throw new TypeErrorOfOurs('a ' + typeof result + ' is no result: answer with JSON, text or bytes');
      return text;
    },
    explain: (error) => {
      if (!(error instanceof errorClass)) return 'it threw ' + show(error);
      const place = apply(match, textOf(error.stack), [/job\\.js:(\\d+)(?::(\\d+))?/]);
      const where = place === null ? '' : place[2] === undefined
        ? ' (line ' + place[1] + ')'
        : ' (line ' + place[1] + ', column ' + place[2] + ')';
      return textOf(error.name) + ': ' + textOf(error.message) + where;
    },
    said: () => last,
  });
})()`;

/** `codeAt` asks a text itself, whatever the job has made of its methods by then. */
const speech = (kept: number) => `
  const codeAt = Function.prototype.call.bind(String.prototype.charCodeAt);
  const kept = ${kept};
  const tape = new Uint8Array(12 + 2 * kept);
  const head = new Uint32Array(tape.buffer, 0, 3);
  const units = new Uint16Array(tape.buffer, 12, kept);
  let last = '';

  const show = (value) => {
    if (typeof value === 'string') return value;
    try {
      return (typeof value === 'object' && stringify(value)) || textOf(value);
    } catch {
      return typeof value;
    }
  };
  const log = (...values) => {
    const words = [];
    for (let at = 0; at < values.length && at < 16; at += 1) words[at] = show(values[at]);
    last = apply(join, words, [' ']);
    keep(last);
  };
  const keep = (text) => {
    let place = head[0];
    for (let at = text.length > kept ? text.length - kept : 0; at <= text.length; at += 1) {
      units[place] = at === text.length ? 10 : codeAt(text, at);
      place += 1;
      if (place === kept) {
        place = 0;
        head[1] = 1;
      }
    }
    head[0] = place;
  };
  const progress = (fraction) => {
    if (typeof fraction !== 'number') return;
    head[2] = 1 + (fraction >= 1 ? 1000 : fraction > 0 ? (fraction * 1000) | 0 : 0);
  };
  globalThis.console = { log, info: log, warn: log, error: log, debug: log };`;
