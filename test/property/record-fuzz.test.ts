/**
 * No bytes break a reader, and none takes what it would not write itself. `COMMON_HOURS_RUNS=1000000` for as many
 * inputs of each reader (an hour or two); `COMMON_HOURS_SEED=7` for other ones.
 */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import {
  checkRecord,
  decodeRecord,
  encodeRecord,
  signatureTasks,
} from '../../shared/ledger/check-record.ts';
import { checkGenesis } from '../../shared/ledger/check-genesis.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { genesisCodec } from '../../shared/ledger/genesis.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { encodeParameters, decodeParameters } from '../../shared/ledger/parameters-bytes.ts';
import { recordIdOf } from '../../shared/ledger/record.ts';
import { decodeState, encodeState } from '../../shared/ledger/snapshot.ts';
import { defaultParameters } from '../../shared/economy/parameters.ts';
import { createChance } from '../support/engine-world/chance.ts';
import type { Chance } from '../support/engine-world/chance.ts';
import { sampleHistory } from '../support/ledger-history.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? 1);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 20_000);
const { hash } = cryptography;
const { world, records, state } = sampleHistory();
const { community } = world.genesis;

/** What a reader did with some bytes: null where it refused, and otherwise what it would write for them. */
type Reader = (bytes: Uint8Array) => Uint8Array | null;

function readRecord(bytes: Uint8Array): Uint8Array | null {
  const decoded = decodeRecord(bytes, community, hash);
  if (!decoded.ok) return null;
  const { record, signatures } = decoded.value;
  expect(recordIdOf(record, community, hash)).toEqual(record.id);
  expect(signatureTasks(decoded.value, community, hash).length).toBeGreaterThan(0);
  return encodeRecord(record, signatures);
}

function readState(bytes: Uint8Array): Uint8Array | null {
  const read = decodeState(bytes);
  return read === null ? null : encodeState(read);
}

function readGenesis(bytes: Uint8Array): Uint8Array | null {
  const checked = checkGenesis(bytes, cryptography);
  return checked.ok ? genesisCodec.encode({ version: 1, ...checked.value.genesis }) : null;
}

function readParameters(bytes: Uint8Array): Uint8Array | null {
  const parameters = decodeParameters(bytes);
  return parameters === null ? null : encodeParameters(parameters);
}

function readValue(bytes: Uint8Array): Uint8Array | null {
  const value = epochValueCodec.decode(bytes);
  return value === null ? null : epochValueCodec.encode(value);
}

const value = epochValueCodec.encode({
  height: 1,
  epoch: 4,
  previous: community,
  setRoot: hash(),
  setCount: 3,
  stateRoot: hash(community),
  nextCommittee: [hash(), community],
});

const readers: readonly (readonly [string, Reader, readonly Uint8Array[], number])[] = [
  ['a record', readRecord, records.map(({ bytes }) => bytes), 1],
  ['a genesis', readGenesis, [world.genesisBytes], 1],
  ['parameters', readParameters, [encodeParameters(defaultParameters)], 1],
  ['what is certified', readValue, [value], 1],
  ['a snapshot', readState, [encodeState(state), encodeState(genesisState(world.genesis))], 20],
];

test.each(readers)('no bytes break the reader of %s', (_name, read, samples, cost) => {
  const chance = createChance(seed);
  for (const sample of samples) expect(read(sample)).toEqual(sample);
  let taken = 0;
  for (let run = 0; run < runs / cost; run += 1) {
    const bytes = bent(samples, chance);
    const written = read(bytes);
    if (written === null) continue;
    taken += 1;
    if (Buffer.compare(written, bytes) !== 0) expect(written, `seed ${seed}`).toEqual(bytes);
  }
  // What is changed in a place that only a signature or a root covers is taken, and nothing else.
  expect(taken).toBeLessThan(runs / cost);
});

test('no bytes but those that were signed are a record', () => {
  const chance = createChance(seed + 1);
  for (let run = 0; run < runs / 10; run += 1) {
    const bytes = bent(
      records.map((record) => record.bytes),
      chance,
    );
    if (records.some((record) => Buffer.compare(record.bytes, bytes) === 0)) continue;
    expect(checkRecord(bytes, community, cryptography).ok, `seed ${seed}`).toBe(false);
  }
});

/** Bytes from nowhere, or a sample that is flipped, cut, grown, spliced or overwritten. */
function bent(samples: readonly Uint8Array[], chance: Chance): Uint8Array {
  const sample = samples[below(chance, samples.length)] ?? new Uint8Array();
  const at = below(chance, sample.byteLength + 1);
  const noise = () => chance.bytes(1 + below(chance, 40));
  switch (below(chance, 7)) {
    case 0:
      return chance.bytes(below(chance, 600));
    case 1:
      return sample.slice(0, at);
    case 2:
      return new Uint8Array([...sample, ...noise()]);
    case 3:
      return new Uint8Array([...sample.slice(0, at), ...noise(), ...sample.slice(at)]);
    case 4:
      return new Uint8Array([...sample.slice(0, at), ...sample.slice(at + 1 + below(chance, 9))]);
    case 5:
      return overwritten(
        sample,
        at,
        new Uint8Array(1 + below(chance, 8)).fill(below(chance, 2) * 255),
      );
    default: {
      const flips = 1 + below(chance, 3);
      const copy = new Uint8Array(sample);
      for (let flip = 0; flip < flips; flip += 1) {
        const place = below(chance, copy.byteLength);
        copy[place] = (copy[place] ?? 0) ^ (1 << below(chance, 8));
      }
      return copy;
    }
  }
}

function overwritten(sample: Uint8Array, at: number, by: Uint8Array): Uint8Array {
  const copy = new Uint8Array(sample);
  for (const [index, byte] of by.entries()) if (at + index < copy.length) copy[at + index] = byte;
  return copy;
}

function below(chance: Chance, most: number): number {
  return chance.whole(0, most - 1);
}
