/**
 * What stands around a job's own JavaScript inside the virtual machine, written in its language.
 *
 * All that needs to know what a JavaScript value is happens here, metered and confined like the job itself:
 * reading the input as JSON, writing the result, and putting an error into words. The host only ever reads
 * a string or bytes that come out of it. A job can meddle with this as with everything inside its machine,
 * and with nothing but its own result.
 *
 * A classic script; its value is the object of functions that the host calls. What they need of the language is
 * taken down before the job runs, so that a job that changes `JSON` for its own use gets its results all the same.
 */
export const prelude = `(() => {
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
  };
  globalThis.console = { log, info: log, warn: log, error: log, debug: log };

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
    call: (run, text, bytes, args, seed) => run(read(text), { seed, args: parse(args), bytes }),
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
