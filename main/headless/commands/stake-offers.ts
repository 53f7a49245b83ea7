/** `stake offer`, `offers` and `withdraw`: parts of oneself for stake in others, given to the network. */
import type { MarketNowView, OfferTextInput, OfferView } from '../../../shared/api/stake-shape.ts';
import {
  formatPart,
  formatPpm,
  phaseSentence,
  unitsOfPpm,
  weightsOf,
} from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { offerRoundsMax } from '../../../shared/stake/market.ts';
import { createOutput } from '../output.ts';
import { allCauses, causeWords } from './causes.ts';
import { choose, inCommunity, numberWithin } from './community-session.ts';
import type { CommunityOptions, Named, Session } from './community-session.ts';
import { shortId } from './values.ts';

export interface OfferOptions extends CommunityOptions {
  readonly for: readonly string[];
  readonly forTag: readonly string[];
  readonly of?: string;
  readonly back: boolean;
  readonly why: string;
  readonly rounds: string;
  readonly preview: boolean;
}

type Want = OfferTextInput['wants'][number];

/** What is asked for, before causes are looked up: a cause or a tag, and its part where one is said. */
interface Asked {
  readonly kind: 'cause' | 'tag';
  readonly wanted: string;
  readonly part: number | null;
}

/** `common-hours stake offer PART` */
export function offer(part: string, options: OfferOptions): Promise<number> {
  const typed = typedOffer(part, options);
  if (!typed.ok) return Promise.resolve(createOutput(options.json).fail(typed.error));
  return inCommunity(options, async (session, { id: community }) => {
    const { client, output } = session;
    const now = await client.stakes.now({ community });
    if (!now.ok) return now;
    const text = await offerText(session, community, { ...typed.value, options, now: now.value });
    if (!text.ok) return text;
    if (options.preview) return preview(session, { community, ...text.value }, now.value);
    const placed = await client.stakes.offer({ community, ...text.value });
    if (!placed.ok) return placed;
    const { offer: key } = placed.value;
    output.line(`Your offer is sealed: ${shortId(key)}. ${phaseSentence(now.value, Date.now())}`);
    output.line(
      'Leave this computer on, or start it in the second part of the round: it opens the offer then by itself. Until the round closes you can take it back with stake withdraw.',
    );
    output.json({ ...placed.value, round: now.value.round });
    return ok(0);
  });
}

interface Typed {
  readonly ppm: number;
  readonly asked: readonly Asked[];
  readonly rounds: number;
}

function typedOffer(part: string, options: OfferOptions): Result<Typed, Refusal> {
  const ppm = ppmOfPercent(part);
  if (ppm === null || ppm === 0) {
    return refuse('bad_share', `“${part}” is no part of a person: write a percentage such as 5%.`);
  }
  const rounds = numberWithin(options.rounds, [1, offerRoundsMax], 'The number of rounds');
  if (!rounds.ok) return rounds;
  const asked: Asked[] = [];
  for (const [kind, words] of [
    ['cause', options.for],
    ['tag', options.forTag],
  ] as const) {
    for (const each of words) {
      const [, wanted = '', percent] = /^(.+?)(?:=([^=]+))?$/s.exec(each) ?? [];
      const own = percent === undefined ? null : ppmOfPercent(percent);
      if (percent !== undefined && own === null) {
        return refuse(
          'bad_share',
          `“${percent}” is no part of an offer: write such as ${wanted}=40%.`,
        );
      }
      asked.push({ kind, wanted, part: own });
    }
  }
  const said = asked.filter(({ part: own }) => own !== null).length;
  if (said > 0 && said < asked.length) {
    return refuse(
      'bad_share',
      'Say the part of everything that the offer asks for, or of nothing.',
    );
  }
  return ok({ ppm, asked, rounds: rounds.value });
}

/** Millionths of a percentage such as `5%` or `0.25%`; null for none, or more than all. */
function ppmOfPercent(text: string): number | null {
  const [, digits] = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text.trim()) ?? [];
  const ppm = digits === undefined ? NaN : Math.round(Number(digits) * 10_000);
  return ppm <= 1_000_000 ? ppm : null;
}

async function offerText(
  session: Session,
  community: string,
  given: Typed & { readonly options: OfferOptions; readonly now: MarketNowView },
): Promise<Result<OfferTextInput, Refusal>> {
  const { ppm, asked, rounds, options, now } = given;
  if (options.back !== (asked.length === 0)) {
    const detail = options.back
      ? 'With --back an offer asks for stake in yourself, and for nothing else.'
      : 'Say with --for or --for-tag what the offer asks for, or --back for stake in yourself.';
    return refuse('bad_value', detail);
  }
  const isByCause = options.of !== undefined || asked.some(({ kind }) => kind === 'cause');
  const causes = isByCause ? await allCauses(session, community) : ok([]);
  if (!causes.ok) return causes;
  const find = (typed: string) => choose(causes.value, typed, causeWords);
  const of = options.of === undefined ? ok(null) : find(options.of);
  if (!of.ok) return of;
  const weights = weightsOf(asked.map(({ part: own }) => own ?? 1));
  const wants: Want[] = [];
  for (const [index, { kind, wanted }] of asked.entries()) {
    const weightPpm = weights[index] ?? 0;
    if (kind === 'tag') {
      wants.push({ kind: 'tag', tag: wanted, weightPpm });
      continue;
    }
    const cause = find(wanted);
    if (!cause.ok) return cause;
    const { id, issuer } = cause.value;
    wants.push({ kind: 'member', member: issuer.id, cause: id, weightPpm });
  }
  const give = of.value === null ? null : { member: of.value.issuer.id, cause: of.value.id };
  const quantity = unitsOfPpm(ppm, now.issued);
  return ok({ give, quantity, wants, reason: options.why, rounds });
}

async function preview(
  { client, output }: Session,
  text: OfferTextInput & { readonly community: string },
  { issued }: MarketNowView,
): Promise<Result<number, Refusal>> {
  const seen = await client.stakes.preview(text);
  if (!seen.ok) return seen;
  const { ownBefore, ownAfter, refusal } = seen.value;
  output.line(
    refusal === null
      ? `You hold ${formatPart(ownBefore, issued)} of yourself, and ${formatPart(ownAfter, issued)} if all of it is matched. If it is matched only in part, the same proportion applies.`
      : refusal.sentence,
  );
  output.json(seen.value);
  return ok(refusal === null ? 0 : 1);
}

/** `common-hours stake offers` */
export function listOffers(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const now = await client.stakes.now({ community });
    if (!now.ok) return now;
    const all = await client.stakes.offers({ community });
    if (!all.ok) return all;
    if (all.value.offers.length === 0) output.line('You have made no offer.');
    for (const each of all.value.offers) output.line(offerLine(each, now.value.issued));
    output.json(all.value);
    return ok(0);
  });
}

/** What an offer gives, asks for, and what became of it. */
export function offerLine(each: OfferView, issued: bigint): string {
  const given = each.give === null ? 'yourself' : personName(each.give.person);
  const wants = each.wants.map(({ person, tag, weightPpm }) => {
    const who = person === null ? `whoever works for “${tag ?? ''}”` : personName(person);
    return `${who} (${formatPpm(weightPpm)})`;
  });
  const asked = wants.length === 0 ? 'yourself' : wants.join(', ');
  return `${shortId(each.id)} ${formatPart(each.quantity, issued)} of ${given} for stake in ${asked}: ${each.state}. ${each.sentence}`;
}

const offerWords: Named<OfferView> = {
  one: 'offer of yours',
  several: 'offers',
  keyOf: ({ id }) => id,
  nameOf: () => null,
};

/** `common-hours stake withdraw OFFER` */
export function withdraw(wanted: string, options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const all = await client.stakes.offers({ community });
    if (!all.ok) return all;
    const found = choose(all.value.offers, wanted, offerWords);
    if (!found.ok) return found;
    const done = await client.stakes.withdraw({ community, offer: found.value.id });
    if (!done.ok) return done;
    output.line('The offer is taken back with the next certificate.');
    output.json({ offer: found.value.id });
    return ok(0);
  });
}
