/** What the process of the record answers about stakes, over a node of a record world. */
import { stakeAnswers } from '../../main/adapters/record-process/answers/stake-answers.ts';
import type { House } from '../../main/adapters/record-process/answers/house.ts';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import { communityContract } from '../../shared/api/community-contract.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { toWire } from '../../shared/base/fields.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import * as v from 'valibot';
import type { Keeper, RecordWorld } from './record-world/world.ts';
import { startsAtMs } from './record-world/world.ts';

type Answers = Pick<Handlers<typeof communityContract>, 'causes' | 'stakes'>;

/** Who asks, where, and the answers to it. */
export interface StakeHouse {
  readonly community: string;
  readonly me: string;
  readonly answers: Answers;
}

export function openStakeHouse(world: RecordWorld, keeper: Keeper): StakeHouse {
  const { node, machine, disk } = keeper;
  assert(node !== null, 'the machine is up');
  const { genesis, parameters, community: key } = world.ledger.genesis;
  const id = bytesToHex(key);
  const pool = () => [...disk.pool].map(([hex, bytes]) => ({ id: Buffer.from(hex, 'hex'), bytes }));
  const open = {
    ...{ id, key, genesis, parameters, node, store: { pool } },
    revision: () => world.time.now(),
  } as unknown as OpenCommunity;
  return openHouse(open, machine.member.publicKey, () => startsAtMs + world.time.now());
}

/** Over a community of any making. */
export function openHouse(open: OpenCommunity, member: Uint8Array, now: () => number): StakeHouse {
  const house = {
    communities: {
      find: (wanted: string) => (wanted === open.id ? open : null),
      keys: () => ({ member }),
    },
    clock: { now, elapsed: () => performance.now() },
  } as unknown as House;
  return { community: open.id, me: bytesToHex(member), answers: stakeAnswers(house) };
}

/** The value of an answer that was given, as it crosses the boundary. */
export async function given<Value>(
  path: string,
  answer: Result<Value, Refusal> | Promise<Result<Value, Refusal>>,
): Promise<Value> {
  const result = await answer;
  assert(result.ok, result.ok ? '' : `${path}: ${result.error.name}: ${result.error.detail}`);
  const [group = '', name = ''] = path.split('.');
  const groups: Readonly<Record<string, Readonly<Record<string, unknown>>>> = communityContract;
  const spec = groups[group]?.[name] as { readonly output: v.GenericSchema<unknown, Value> };
  return v.parse(spec.output, toWire(result.value));
}
