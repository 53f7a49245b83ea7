/** `audit`: a community's record computed again, by its node, or from a file without any; and a round from its file. */
import type { AuditView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { plural } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { until } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import { auditFile, writeRecordFile } from './audit-file.ts';
import { auditRound, isRoundFile } from './audit-round.ts';
import { inCommunity } from './community-session.ts';
import type { CommunityOptions, Session } from './community-session.ts';

export interface AuditOptions extends CommunityOptions {
  /** Writes all that is needed for it to a file, and computes nothing. */
  readonly export?: string;
}

/** `common-hours audit [EPOCH|FILE]` */
export function audit(what: string | undefined, options: AuditOptions): Promise<number> {
  if (options.export !== undefined) return exportRecord(options.export, options);
  if (what !== undefined && !/^\d{1,12}$/.test(what)) return auditOffline(what, options);
  return inCommunity(options, async (session, { id }) => {
    const fromHeight =
      what === undefined ? ok(null) : await heightOf(session.client, id, Number(what));
    if (!fromHeight.ok) return fromHeight;
    const started = await session.client.audits.start({
      community: id,
      fromHeight: fromHeight.value,
    });
    if (!started.ok) return started;
    const ended = await watch(session, id);
    if (!ended.ok) return ended;
    return ok(say(session, ended.value));
  });
}

/** The first height that closed this epoch or a later one. */
async function heightOf(
  client: NodeConnection['client'],
  community: string,
  epoch: number,
): Promise<Result<number, Refusal>> {
  let before: number | null = null;
  let found: number | null = null;
  for (;;) {
    const asked = { community, currency: 'cpu' as const, before, limit: pageSizeMax };
    const page = await client.supply.epochs(asked);
    if (!page.ok) return page;
    const { epochs } = page.value;
    found = epochs.filter((each) => each.epoch >= epoch).at(-1)?.height ?? found;
    before = epochs.at(-1)?.height ?? null;
    if (before === null || epochs.length < pageSizeMax || (epochs.at(-1)?.epoch ?? 0) < epoch)
      break;
  }
  return found === null
    ? refuse('unknown_epoch', `Nothing is certified for epoch ${epoch} or a later one.`)
    : ok(found);
}

async function watch({ client, output }: Session, id: string): Promise<Result<AuditView, Refusal>> {
  let said = 0;
  return until(client.audits.list, ({ audits }) => {
    const mine = audits.find(({ community }) => community === id);
    if (mine === undefined) return null;
    if (mine.state !== 'running') return mine;
    const part = Math.floor(((mine.at - mine.from) * 10) / Math.max(1, mine.to - mine.from));
    if (part > said) output.line(`Height ${mine.at} of ${mine.to}, ${checkedSoFar(mine)}.`);
    said = Math.max(said, part);
    return null;
  });
}

function checkedSoFar({ records, fetched }: AuditView): string {
  const all = plural(records, 'record');
  return fetched === 0 ? all : `${all}, ${fetched} of them fetched from others`;
}

function say({ output }: Pick<Session, 'output'>, ended: AuditView): number {
  output.line(ended.sentence);
  if (ended.stateRoot !== null) {
    output.line(`The state root at height ${ended.to} is ${ended.stateRoot}.`);
  }
  output.json(ended);
  return ended.state === 'same' ? 0 : 1;
}

async function auditOffline(file: string, { json }: AuditOptions): Promise<number> {
  const output = createOutput(json);
  if (isRoundFile(file)) return auditRound(file, output);
  const report = await auditFile(file, (height) => {
    if (height % 100 === 0) output.line(`Height ${height}.`);
  });
  if (!report.ok) return output.fail(report.error);
  const { name, community, records, fault, height, stateRoot } = report.value;
  output.line(
    fault === null
      ? `The record of “${name}” was computed again and is as it was certified: ${plural(records, 'record')}.`
      : `At height ${fault.height}: ${fault.detail}`,
  );
  output.line(`The state root at height ${height} is ${stateRoot}; the community is ${community}.`);
  output.json({ ...report.value, state: fault === null ? 'same' : 'different' });
  return fault === null ? 0 : 1;
}

function exportRecord(file: string, options: AuditOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, community) => {
    const written = await writeRecordFile(client, community, file);
    if (!written.ok) return written;
    const { heights, records } = written.value;
    output.line(
      `${file} holds the record of “${community.name}”: ${plural(heights, 'certificate')}, ${plural(records, 'record')}. Anybody can compute it again with: common-hours audit ${file}`,
    );
    output.json({ file, community: community.id, heights, records });
    return ok(0);
  });
}
