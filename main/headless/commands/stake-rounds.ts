/** `stake round`, `rounds` and `memory`: what came of rounds, computed again where asked, and all that was said. */
import type { RoundDetailView, RoundRowView } from '../../../shared/api/stake-shape.ts';
import { formatPart } from '../../../shared/api/stake-words.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { formatBytes, formatWhen, personName, plural } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { createOutput } from '../output.ts';
import { inCommunity, numberWithin } from './community-session.ts';
import type { CommunityOptions, Session } from './community-session.ts';
import { writeNew } from './files.ts';
import { offerLine } from './stake-offers.ts';

const roundMax = 999_999_999;

export interface RoundOptions extends CommunityOptions {
  readonly check: boolean;
  readonly save?: string;
}

/** `common-hours stake round [NUMBER]` */
export function showRound(typed: string | undefined, options: RoundOptions): Promise<number> {
  const number = typed === undefined ? ok(null) : numberWithin(typed, [0, roundMax], 'A round');
  if (!number.ok) return Promise.resolve(createOutput(options.json).fail(number.error));
  return inCommunity(options, async (session, { id: community }) => {
    const { client, output } = session;
    const which = number.value === null ? await lastRound(session, community) : ok(number.value);
    if (!which.ok) return which;
    const asked = { community, round: which.value };
    const round = await client.stakes.round(asked);
    if (!round.ok) return round;
    for (const line of roundLines(round.value, Date.now())) output.line(line);
    const check = options.check ? await client.stakes.check(asked) : ok(null);
    if (!check.ok) return check;
    if (check.value !== null) output.line(check.value.sentence);
    if (options.save !== undefined) {
      const saved = await saveFile(session, asked, options.save);
      if (!saved.ok) return saved;
    }
    output.json({ round: round.value, check: check.value, file: options.save ?? null });
    return ok(check.value === null || check.value.isSame ? 0 : 1);
  });
}

async function lastRound({ client }: Session, community: string): Promise<Result<number, Refusal>> {
  const rounds = await client.stakes.rounds({ community, before: null, limit: 1 });
  if (!rounds.ok) return rounds;
  const [last] = rounds.value.rounds;
  return last === undefined ? refuse('unknown_round', 'No round has closed yet.') : ok(last.number);
}

function roundLines(round: RoundDetailView, now: number): readonly string[] {
  const { issued, lines, rings, offersOfMine } = round;
  return [
    round.sentence,
    ...offersOfMine.flatMap(({ offer, why }) => [
      `  ${offerLine(offer, issued)}`,
      ...(why === null ? [] : [`    ${why.sentence} ${why.nextStep}`]),
    ]),
    ...lines.map(({ person, units, before, after, cause }) => {
      const [moved, size] = units < 0n ? ['gave', -units] : ['received', units];
      const under = cause === null ? '' : `, for: ${cause.statement}`;
      return `  ${moved} ${formatPart(size, issued)} of ${personName(person)}: ${formatPart(before, issued)} before, ${formatPart(after, issued)} after${under}`;
    }),
    ...rings.map(({ people, units }) => {
      const ring = [...people, ...people.slice(0, 1)].map(personName).join(' → ');
      return `  ring: ${ring}, ${formatPart(units, issued)} each`;
    }),
    roundLine(round, now),
  ];
}

function roundLine(row: RoundRowView, now: number): string {
  const { number, closedAtMs, offers, matchedOffers } = row;
  return `Round ${number}, closed ${formatWhen(closedAtMs, now)}: ${plural(offers, 'offer')}, ${matchedOffers} of them matched in full or in part.`;
}

async function saveFile(
  { client, output }: Session,
  asked: { readonly community: string; readonly round: number },
  file: string,
): Promise<Result<null, Refusal>> {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (let total = 1; offset < total;) {
    const piece = await client.stakes.roundFile({ ...asked, offset });
    if (!piece.ok) return piece;
    if (piece.value.piece.byteLength === 0) break;
    pieces.push(piece.value.piece);
    offset += piece.value.piece.byteLength;
    ({ total } = piece.value);
  }
  const written = await writeNew(file, Buffer.concat(pieces));
  if (!written.ok) return written;
  output.line(
    `${file} holds all that is needed to compute the round again (${formatBytes(offset)}): common-hours audit ${file}`,
  );
  return ok(null);
}

/** `common-hours stake rounds` */
export function listRounds(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const all = await client.stakes.rounds({ community, before: null, limit: pageSizeMax });
    if (!all.ok) return all;
    if (all.value.rounds.length === 0) output.line('No round has closed yet.');
    for (const each of all.value.rounds) output.line(roundLine(each, Date.now()));
    output.json(all.value);
    return ok(0);
  });
}

export interface MemoryOptions extends CommunityOptions {
  readonly limit: string;
}

/** `common-hours stake memory [WORDS]` */
export function searchMemory(words: string | undefined, options: MemoryOptions): Promise<number> {
  const limit = numberWithin(options.limit, [1, pageSizeMax], 'The number of entries');
  if (!limit.ok) return Promise.resolve(createOutput(options.json).fail(limit.error));
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const search = words ?? '';
    const asked = { community, search, before: null, limit: limit.value };
    const found = await client.stakes.memory(asked);
    if (!found.ok) return found;
    const { entries, next, isCut } = found.value;
    if (entries.length === 0) output.line('Nothing of that is remembered.');
    for (const { round, atMs, person, sentence, reason } of entries) {
      const said = reason === '' ? '' : ` “${reason}”`;
      const when = formatWhen(atMs, Date.now());
      output.line(`Round ${round}, ${when}, ${personName(person)}: ${sentence}${said}`);
    }
    if (isCut && next !== null) {
      output.line(
        `This is what was found back to round ${next.round}; older ones were not searched.`,
      );
    }
    output.json(found.value);
    return ok(0);
  });
}
