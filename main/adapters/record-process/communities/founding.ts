/** How a community begins: founders hand their cards to one of them, whose node makes the genesis of them. */
import { base64ToBytes, bytesToBase64, sameBytes } from '../../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { checkParameters, defaultParameters } from '../../../../shared/economy/parameters.ts';
import { checkGenesis } from '../../../../shared/ledger/check-genesis.ts';
import type { CheckedGenesis } from '../../../../shared/ledger/check-genesis.ts';
import { deviceBinding, founderCodec, genesisCodec } from '../../../../shared/ledger/genesis.ts';
import type { Founder } from '../../../../shared/ledger/genesis.ts';
import { encodeParameters } from '../../../../shared/ledger/parameters-bytes.ts';
import { isName } from '../../../../shared/ledger/record-claims.ts';
import type { Clock, Keys, Random } from '../../../engine/ports.ts';
import { cryptography } from '../../cryptography.ts';
import { bindingOf } from './own-records.ts';

export interface Founding {
  readonly name: string;
  readonly memberName: string;
  /** Cards of the other founders. */
  readonly founders: readonly string[];
  readonly witnesses: 1 | 4 | 7;
  readonly parameters: readonly { readonly name: string; readonly value: bigint }[];
}

export type FoundingRefusalName =
  'bad_card' | 'founder_repeated' | 'too_few_founders' | 'bad_parameters' | 'bad_name';

/** A community's genesis, for who is a founder or brings a further machine. */
const genesisPrefix = 'commonhours://community/';
const cardPattern = /^[\w-]+$/;

/** The card of this machine, which the genesis repeats: member, machine, name, and the member's word for it. */
export function cardOf(keys: Keys, name: string): Result<string, Refusal<'bad_name'>> {
  if (!isName(name)) return refuse('bad_name', badName('name'));
  return ok(bytesToBase64(founderCodec.encode(founderOf(keys, name))));
}

/** The genesis of a new community, which begins now; checked as others will check it. */
export function foundCommunity(
  { name, memberName, witnesses, ...given }: Founding,
  keys: Keys,
  ports: { readonly clock: Pick<Clock, 'now'>; readonly random: Random },
): Result<CheckedGenesis & { readonly bytes: Uint8Array }, Refusal<FoundingRefusalName>> {
  if (!isName(name)) return refuse('bad_name', badName('name of the community'));
  if (!isName(memberName)) return refuse('bad_name', badName('name'));
  const parameters = checkParameters({
    ...defaultParameters,
    ...Object.fromEntries(given.parameters.map((each) => [each.name, each.value])),
  });
  if (!parameters.ok) return parameters;
  const founders = foundersOf(given.founders, founderOf(keys, memberName));
  if (!founders.ok) return founders;
  if (founders.value.length < witnesses) {
    const are = `there are ${founders.value.length}`;
    return refuse('too_few_founders', `${witnesses} witnesses need as many founders: ${are}.`);
  }
  const bytes = genesisCodec.encode({
    version: 1,
    name,
    startsAtMs: BigInt(ports.clock.now()),
    founders: founders.value,
    witnesses,
    parameters: encodeParameters(parameters.value),
    salt: ports.random.bytes(16),
  });
  const checked = checkGenesis(bytes, cryptography);
  return checked.ok ? ok({ ...checked.value, bytes }) : refuse('bad_card', checked.error.detail);
}

function founderOf(keys: Keys, name: string): Founder {
  return { member: keys.member, device: keys.device.publicKey, name, binding: bindingOf(keys) };
}

function foundersOf(
  cards: readonly string[],
  me: Founder,
): Result<readonly Founder[], Refusal<'bad_card' | 'founder_repeated'>> {
  const founders = [me];
  for (const [index, card] of cards.entries()) {
    const founder = readCard(card.trim());
    if (founder === null) {
      const which = `Card ${index + 1} of the founders`;
      return refuse('bad_card', `${which} is not whole: copy all of it, or ask for it again.`);
    }
    const isKnown = (each: Founder) =>
      sameBytes(each.member, founder.member) || sameBytes(each.device, founder.device);
    if (founders.some(isKnown)) {
      return refuse('founder_repeated', `“${founder.name}” is among the founders twice.`);
    }
    founders.push(founder);
  }
  return ok(founders);
}

function readCard(card: string): Founder | null {
  const founder = cardPattern.test(card) ? founderCodec.decode(base64ToBytes(card)) : null;
  if (founder === null || !isName(founder.name)) return null;
  const bound = deviceBinding(founder.member, founder.device, cryptography.hash);
  return cryptography.verify(bound, founder.binding, founder.member) ? founder : null;
}

/** The link by which founders, and further machines of members, come in. */
export function genesisLink(genesis: Uint8Array): string {
  return genesisPrefix + bytesToBase64(genesis);
}

/** The genesis in a text that somebody pasted, which must be its last word. */
export function readGenesisLink(
  text: string,
): Result<CheckedGenesis & { readonly bytes: Uint8Array }, Refusal<'link_malformed'>> {
  const at = text.lastIndexOf(genesisPrefix);
  const code = at < 0 ? '' : text.slice(at + genesisPrefix.length).replaceAll(/\s/g, '');
  if (!cardPattern.test(code)) {
    const sentence = `There is no community in this text: paste the whole link, from “${genesisPrefix}” to its end.`;
    return refuse('link_malformed', sentence);
  }
  const bytes = base64ToBytes(code);
  const checked = checkGenesis(bytes, cryptography);
  return checked.ok
    ? ok({ ...checked.value, bytes })
    : refuse('link_malformed', checked.error.detail);
}

function badName(what: string): string {
  return `The ${what} must be visible, on one line, and of 40 characters at most.`;
}
