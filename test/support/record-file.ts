/** A record of a few heights as `audit --export` writes it, certified by its one witness. */
import { cryptography } from '../../main/adapters/cryptography.ts';
import { committeeKeys } from '../../main/engine/record/committee-keys.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToBase64, bytesToHex } from '../../shared/base/bytes.ts';
import { encodeCertificate } from '../../shared/consensus/certificate.ts';
import { messageHash } from '../../shared/consensus/messages.ts';
import { epochIdOf, epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { idsRoot } from '../../shared/ledger/merkle.ts';
import { encodeState, stateRootOf } from '../../shared/ledger/snapshot.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { hour } from './ledger-fold.ts';
import { addMachine, counter, found, invite, join, machineOf } from './ledger-world.ts';
import type { LedgerWorld } from './ledger-world.ts';

const { hash } = cryptography;

export interface RecordFile {
  readonly lines: readonly string[];
  /** In hexadecimal, of each height from 1 on. */
  readonly stateRoots: readonly string[];
}

export function sampleRecordFile(): RecordFile {
  const world = found(['alice', 'bob']);
  const [alice, bob] = [world.of('alice'), world.of('bob')];
  const history = [
    [join(world, machineOf('dave'), invite(world, alice, 'dave'))],
    [
      counter(world, alice, bob, { epoch: 1, quantity: hour }),
      addMachine(world, machineOf('alice', 'laptop')),
    ],
    [counter(world, bob, alice, { epoch: 2, quantity: 3n * hour })],
  ];
  return certified(world, history);
}

function certified(world: LedgerWorld, history: readonly (readonly CheckedRecord[])[]): RecordFile {
  const { community } = world.genesis;
  const genesis = bytesToBase64(world.genesisBytes);
  const lines = [JSON.stringify({ format: 'common-hours record 1', genesis })];
  const stateRoots: string[] = [];
  let state = genesisState(world.genesis);
  let previous = community;
  for (const [epoch, set] of history.entries()) {
    const committee = committeeKeys(state);
    const records = [...set].sort((a, b) => Buffer.compare(a.id, b.id));
    state = foldEpoch(state, { epoch, records }).state;
    const ids = records.map(({ id }) => id);
    const stateRoot = stateRootOf(encodeState(state), hash);
    const value = epochValueCodec.encode({
      ...{ height: epoch + 1, epoch, previous, stateRoot },
      ...{ setRoot: idsRoot(ids, hash), setCount: ids.length },
      nextCommittee: committeeKeys(state),
    });
    previous = epochIdOf(value, community, hash);
    const certificate = certificateOf(world, committee, epoch + 1, previous);
    const written = {
      ...{ height: epoch + 1, value: bytesToBase64(value) },
      ...{ certificate: bytesToBase64(certificate) },
      records: records.map(({ bytes }) => bytesToBase64(bytes)),
    };
    lines.push(JSON.stringify(written));
    stateRoots.push(bytesToHex(stateRoot));
  }
  return { lines, stateRoots };
}

function certificateOf(
  { genesis, machines }: LedgerWorld,
  [witness]: readonly Uint8Array[],
  height: number,
  id: Uint8Array,
): Uint8Array {
  const signer = [...machines.values()].find(
    ({ device }) => witness !== undefined && device.hex === bytesToHex(witness),
  );
  assert(signer !== undefined, 'a founder certifies');
  const said = { kind: 'precommit', height, round: 0, witness: 0, id } as const;
  const signature = signer.device.sign(messageHash(said, genesis.community, hash));
  return encodeCertificate({ height, round: 0, id, signatures: [{ witness: 0, signature }] });
}
