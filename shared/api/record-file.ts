/**
 * A whole record as a file, which anybody can compute again without node, network or key. Lines of JSON: first
 *
 *     {"format":"common-hours record 1","genesis":BYTES}
 *
 * then one for each height from 1 on, `{"height":N,"value":BYTES,"certificate":BYTES,"records":[BYTES,…]}`, with bytes
 * in base64url. A page and the command line save the same bytes. One certificate alone is no such file: what it says
 * follows only from all that came before it.
 */
import { bytesToBase64 } from '../base/bytes.ts';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';

export const recordFileFormat = 'common-hours record 1';

export interface RecordFileWritten {
  readonly heights: number;
  readonly records: number;
}

/** The two calls of the contract that are made: `communities.link` and `records.export`. */
export interface RecordSource {
  link(input: {
    readonly community: string;
  }): Promise<Result<{ readonly genesis: Uint8Array }, Refusal>>;
  export(input: {
    readonly community: string;
    readonly height: number;
    readonly offset: number;
  }): Promise<
    Result<
      {
        readonly value: Uint8Array;
        readonly certificate: Uint8Array;
        readonly total: number;
        readonly records: readonly { readonly bytes: Uint8Array }[];
      },
      Refusal
    >
  >;
}

/**
 * Reads the record of a community up to a height and hands its lines on, each with its end. `put` answers false to
 * stop, where there is no room for more.
 */
export async function readRecordFile(
  source: RecordSource,
  community: string,
  upTo: number,
  put: (line: string, height: number) => boolean,
): Promise<Result<RecordFileWritten, Refusal>> {
  const link = await source.link({ community });
  if (!link.ok) return link;
  const head = { format: recordFileFormat, genesis: bytesToBase64(link.value.genesis) };
  if (!put(`${JSON.stringify(head)}\n`, 0)) return tooLarge;
  let records = 0;
  for (let height = 1; height <= upTo; height += 1) {
    const whole = await readHeight(source, community, height);
    if (!whole.ok) return whole;
    records += whole.value.records.length;
    if (!put(`${JSON.stringify(whole.value)}\n`, height)) return tooLarge;
  }
  return ok({ heights: upTo, records });
}

const tooLarge = refuse('too_large', 'The record is too large to be saved in one go here.');

async function readHeight(source: RecordSource, community: string, height: number) {
  const records: string[] = [];
  for (;;) {
    const page = await source.export({ community, height, offset: records.length });
    if (!page.ok) return page;
    const { value, certificate, total } = page.value;
    records.push(...page.value.records.map((each) => bytesToBase64(each.bytes)));
    if (records.length < total && page.value.records.length > 0) continue;
    const encoded = { value: bytesToBase64(value), certificate: bytesToBase64(certificate) };
    return ok({ height, ...encoded, records });
  }
}
