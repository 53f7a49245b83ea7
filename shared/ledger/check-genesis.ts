/**
 * Whether bytes are a genesis that a community can live by. Two founders who read the same genesis begin with the
 * same state, so everything that the fold relies on is checked here once.
 */
import { bytesToHex } from '../base/bytes.ts';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import type { Parameters } from '../economy/parameters.ts';
import { committeeSizes, communityIdOf, deviceBinding, genesisCodec } from './genesis.ts';
import type { Genesis } from './genesis.ts';
import { readParameters } from './parameters-bytes.ts';
import { mayBeName } from './record-lines.ts';
import type { RecordChecks } from './check-record.ts';

/** A genesis that holds, with what follows from its bytes. */
export interface CheckedGenesis {
  readonly genesis: Genesis;
  readonly parameters: Parameters;
  /** The community's id. */
  readonly community: Uint8Array;
}

export type GenesisRefusalName =
  | 'genesis_malformed'
  | 'genesis_newer'
  | 'genesis_earlier'
  | 'genesis_contradicts_itself'
  | 'genesis_forged';

/** The most milliseconds since 1970 that a date can hold. */
const startMax = 8_640_000_000_000_000n;

export function checkGenesis(
  bytes: Uint8Array,
  { hash, verify }: RecordChecks,
): Result<CheckedGenesis, Refusal<GenesisRefusalName>> {
  const [written = 0] = bytes;
  if (written > 1) {
    return refuse('genesis_newer', 'The community was made by a newer Common Hours: update yours.');
  }
  const genesis = genesisCodec.decode(bytes);
  if (genesis?.version !== 1) {
    return refuse('genesis_malformed', 'These bytes are no beginning of a community.');
  }
  const parameters = readParameters(genesis.parameters);
  if (!parameters.ok) return unknownRules(parameters.error.name);
  const fault = faultOf(genesis);
  if (fault !== null) return refuse('genesis_contradicts_itself', fault);
  const isSigned = genesis.founders.every(({ member, device, binding }) =>
    verify(deviceBinding(member, device, hash), binding, member),
  );
  if (!isSigned) return refuse('genesis_forged', 'A founder did not sign for its machine.');
  return ok({ genesis, parameters: parameters.value, community: communityIdOf(bytes, hash) });
}

function unknownRules(name: 'bad_parameters' | 'earlier_parameters') {
  return name === 'earlier_parameters'
    ? refuse(
        'genesis_earlier',
        'The community counts by the rules of an earlier Common Hours, which this one does not know. Found it anew.',
      )
    : refuse('genesis_contradicts_itself', 'The community counts by rules that nobody knows.');
}

function faultOf({ name, founders, witnesses, startsAtMs }: Genesis): string | null {
  if (!mayBeName(name)) return 'The community has no name that can be shown.';
  if (startsAtMs > startMax) return 'The community begins at no moment that exists.';
  if (!founders.every((founder) => mayBeName(founder.name))) {
    return 'A founder has no name that can be shown.';
  }
  const members = new Set(founders.map(({ member }) => bytesToHex(member)));
  if (members.size < founders.length) return 'Somebody is among the founders twice.';
  const devices = new Set(founders.map(({ device }) => bytesToHex(device)));
  if (devices.size < founders.length) return 'Two founders name the same machine.';
  const isCommittee = committeeSizes.some((size) => size === witnesses);
  if (!isCommittee || witnesses > founders.length) {
    return 'There must be 1, 4 or 7 witnesses, and no more than founders.';
  }
  return null;
}
