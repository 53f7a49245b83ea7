/** A record of a few heights as `audit --export` writes it, certified by its one witness. */
import { cryptography } from '../../main/adapters/cryptography.ts';
import { committeeKeys } from '../../main/engine/record/committee-keys.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToBase64, bytesToHex } from '../../shared/base/bytes.ts';
import { encodeCertificate } from '../../shared/consensus/certificate.ts';
import type { Certificate } from '../../shared/consensus/certificate.ts';
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
  const genesis = bytesToBase64(world.genesisBytes);
  const heights = certifiedHeights(world, history);
  const lines = heights.map(({ height, value, certificate, records }) =>
    JSON.stringify({
      ...{ height, value: bytesToBase64(value) },
      certificate: bytesToBase64(encodeCertificate(certificate)),
      records: records.map(({ bytes }) => bytesToBase64(bytes)),
    }),
  );
  return {
    lines: [JSON.stringify({ format: 'common-hours record 1', genesis }), ...lines],
    stateRoots: heights.map(({ stateRoot }) => bytesToHex(stateRoot)),
  };
}

export interface CertifiedHeight {
  readonly height: number;
  readonly id: Uint8Array;
  readonly value: Uint8Array;
  readonly certificate: Certificate;
  /** In the order of their ids. */
  readonly records: readonly CheckedRecord[];
  readonly setRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
}

/** One height for each set of records, certified by the first witness, who must be the only one. */
export function certifiedHeights(
  world: LedgerWorld,
  history: readonly (readonly CheckedRecord[])[],
): readonly CertifiedHeight[] {
  const { community } = world.genesis;
  let state = genesisState(world.genesis);
  let previous = community;
  return history.map((set, epoch) => {
    const committee = committeeKeys(state);
    const records = [...set].sort((a, b) => Buffer.compare(a.id, b.id));
    state = foldEpoch(state, { epoch, records }).state;
    const ids = records.map(({ id }) => id);
    const roots = {
      setRoot: idsRoot(ids, hash),
      stateRoot: stateRootOf(encodeState(state), hash),
    };
    const height = epoch + 1;
    const value = epochValueCodec.encode({
      ...{ height, epoch, previous, ...roots, setCount: ids.length },
      nextCommittee: committeeKeys(state),
    });
    const id = epochIdOf(value, community, hash);
    previous = id;
    const certificate = certificateOf(world, committee, height, id);
    return { height, id, value, certificate, records, ...roots };
  });
}

function certificateOf(
  { genesis, machines }: LedgerWorld,
  [witness]: readonly Uint8Array[],
  height: number,
  id: Uint8Array,
): Certificate {
  const signer = [...machines.values()].find(
    ({ device }) => witness !== undefined && device.hex === bytesToHex(witness),
  );
  assert(signer !== undefined, 'a founder certifies');
  const said = { kind: 'precommit', height, round: 0, witness: 0, id } as const;
  const signature = signer.device.sign(messageHash(said, genesis.community, hash));
  return { height, round: 0, id, signatures: [{ witness: 0, signature }] };
}
