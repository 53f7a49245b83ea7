/** `forecast`: the hours that the network expects to need, and what somebody offers towards them. */
import { parseCpuHours } from '../../../shared/api/amounts.ts';
import type { ForeseenView, HoursOfferView } from '../../../shared/api/orchestrator-shape.ts';
import {
  errorSentence,
  formatHours,
  orchestratorDefinition,
  reliabilitySentence,
  requestSentence,
} from '../../../shared/api/orchestrator-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { createOutput } from '../output.ts';
import { inCommunity } from './community-session.ts';
import type { CommunityOptions, Session } from './community-session.ts';

export interface ForecastOptions extends CommunityOptions {
  /** Hours; with it they are offered for tomorrow. */
  readonly offer?: string;
  readonly takeBack: boolean;
  readonly unit: ForeseenView['currency'];
}

/** `common-hours forecast` */
export function forecast(options: ForecastOptions): Promise<number> {
  const { offer, takeBack, unit } = options;
  const quantity = offer === undefined ? null : parseCpuHours(offer);
  if (offer !== undefined && (quantity === null || quantity === 0n || takeBack)) {
    return Promise.resolve(createOutput(options.json).fail(badOffer(offer, takeBack)));
  }
  return inCommunity(options, async (session, { id: community }) => {
    if (quantity !== null) return offerHours(session, { community, currency: unit, quantity });
    if (takeBack) return takeHoursBack(session, { community, currency: unit });
    return show(session, community);
  });
}

function badOffer(offer: string, takeBack: boolean): Refusal {
  const detail = takeBack
    ? 'Either offer hours or take them back.'
    : `“${offer}” is no number of hours: write 2 or 1.5.`;
  return { name: 'bad_quantity', detail };
}

async function show(
  { client, output }: Session,
  community: string,
): Promise<Result<number, Refusal>> {
  const foreseen = await client.orchestrator.forecast({ community });
  if (!foreseen.ok) return foreseen;
  output.line(orchestratorDefinition);
  for (const each of foreseen.value.currencies) for (const line of linesOf(each)) output.line(line);
  output.json(foreseen.value);
  return ok(0);
}

function linesOf(foreseen: ForeseenView): readonly string[] {
  const { currency, sentence, basisSentence, offers, mineWaiting } = foreseen;
  const waiting =
    mineWaiting === null
      ? []
      : [
          mineWaiting === 0n
            ? '  You take yours back: it counts with the next certificate.'
            : `  You offer ${formatHours(mineWaiting, currency)}: it counts with the next certificate.`,
        ];
  return [
    sentence,
    ...[basisSentence, requestSentence(foreseen), errorSentence(foreseen)].map(indented),
    ...offers.map((offer) => indented(offerLine(offer, currency))),
    ...waiting,
  ];
}

function indented(line: string): string {
  return `  ${line}`;
}

function offerLine(offer: HoursOfferView, currency: ForeseenView['currency']): string {
  const { person, isMe, quantity, taken } = offer;
  const who = isMe ? 'You offer' : `${personName(person)} offers`;
  const part = taken === quantity ? 'all taken' : `${formatHours(taken, currency)} taken`;
  return `${who} ${formatHours(quantity, currency)}, ${part}. ${reliabilitySentence(offer)}`;
}

interface Which {
  readonly community: string;
  readonly currency: ForeseenView['currency'];
}

async function offerHours(
  { client, output }: Session,
  { quantity, ...which }: Which & { readonly quantity: bigint },
): Promise<Result<number, Refusal>> {
  const offered = await client.orchestrator.offer({ ...which, day: null, quantity });
  if (!offered.ok) return refuse(offered.error.name, offered.error.detail);
  const hours = formatHours(quantity, which.currency);
  output.line(`You offer ${hours} for tomorrow. It counts with the next certificate.`);
  output.json(offered.value);
  return ok(0);
}

async function takeHoursBack(
  { client, output }: Session,
  which: Which,
): Promise<Result<number, Refusal>> {
  const back = await client.orchestrator.takeBack({ ...which, day: null });
  if (!back.ok) return refuse(back.error.name, back.error.detail);
  output.line('Your offer for tomorrow is taken back. It counts with the next certificate.');
  output.json(back.value);
  return ok(0);
}
