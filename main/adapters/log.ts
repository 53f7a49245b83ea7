/**
 * What the node says of itself, a sentence a line with its time: to standard error, and to a file in
 * the data folder that is put aside once it is full, so that both together never pass twice the limit.
 *
 * Peers can get words of theirs into a sentence. A line therefore stays one line, of bounded length and
 * without control characters. An access token that slips into a sentence is blotted out; that no other
 * secret is ever given to the log is the duty of whoever writes to it.
 */
import * as fs from 'node:fs';
import type { Clock, Log } from '../engine/ports.ts';

export interface NodeLog extends Log {
  close(): void;
}

export interface LogOptions {
  /** Null: no file. The file before is kept beside it, with `.old` at its end. */
  readonly file: string | null;
  readonly clock: Pick<Clock, 'now'>;
  /** Where each line goes as well; standard error when nothing is said, null for nowhere. */
  readonly echo?: ((line: string) => void) | null;
  /** Of one file; 1 MiB when nothing is said. */
  readonly bytesMax?: number;
}

const lineLengthMax = 2000;

/** A log that goes on when its file cannot be written: the lack of a log is no reason to stop a node. */
export function openLog(options: LogOptions): NodeLog {
  const { clock, echo = (line: string) => process.stderr.write(line) } = options;
  const file =
    options.file === null ? null : openLogFile(options.file, options.bytesMax ?? 2 ** 20);
  const write = (level: string, sentence: string) => {
    const line = `${new Date(clock.now()).toISOString()} ${level}${oneLine(sentence)}\n`;
    echo?.(line);
    file?.write(line);
  };
  return {
    info: (sentence) => write('', sentence),
    warn(sentence, cause) {
      write('Warning: ', cause === undefined ? sentence : `${sentence} (${causeToText(cause)})`);
    },
    close: () => file?.close(),
  };
}

function causeToText(cause: unknown): string {
  if (cause instanceof Error) return cause.stack ?? cause.message;
  if (typeof cause === 'string') return cause;
  try {
    return JSON.stringify(cause) ?? typeof cause;
  } catch {
    return typeof cause;
  }
}

function oneLine(sentence: string): string {
  return sentence
    .slice(0, lineLengthMax)
    .replace(/\b(token=)[\w-]+/gi, '$1…')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '?');
}

function openLogFile(path: string, bytesMax: number) {
  let opened: number | null = null;
  let size = 0;
  const quietly = (action: () => void) => {
    try {
      action();
    } catch {
      opened = null; // the next line tries again
    }
  };
  const open = () => {
    opened = fs.openSync(path, 'a', 0o600);
    size = fs.fstatSync(opened).size;
    return opened;
  };
  const rotate = () => {
    close();
    fs.renameSync(path, `${path}.old`);
  };
  const close = () => {
    if (opened !== null) fs.closeSync(opened);
    opened = null;
  };
  return {
    write(line: string) {
      quietly(() => {
        const bytes = new TextEncoder().encode(line);
        let target = opened ?? open();
        if (size > 0 && size + bytes.byteLength > bytesMax) {
          rotate();
          target = open();
        }
        fs.writeSync(target, bytes);
        size += bytes.byteLength;
      });
    },
    close: () => quietly(close),
  };
}
