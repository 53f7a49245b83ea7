/** A neighbour shows certificates that are none: nothing of them is believed, and the record stands where it was. */
import { expect, test } from 'vitest';
import { encodeCertificate } from '../../shared/consensus/certificate.ts';
import type { Certificate } from '../../shared/consensus/certificate.ts';
import type { DecodedFrame, RecordFrame } from '../../shared/peers/record-protocol.ts';
import { attackedWorld, statusOf } from '../support/ledger-attack-world.ts';
import { hour } from '../support/ledger-fold.ts';
import { counter } from '../support/ledger-world.ts';
import { certifiedHeights } from '../support/record-file.ts';
import type { CertifiedHeight } from '../support/record-file.ts';

/** Answers whatever it is asked about one height, with this certificate. */
function answering(
  { height, value, records, setRoot: root }: CertifiedHeight,
  certificate: Certificate,
): (frame: DecodedFrame) => readonly RecordFrame[] {
  const page = [{ value, certificate: encodeCertificate(certificate) }];
  return (frame) => {
    switch (frame.kind) {
      case 'askCertificates':
        return [{ kind: 'certificates', from: frame.from, page: frame.from > height ? [] : page }];
      case 'askSet':
        return [{ kind: 'set', root, offset: frame.offset, ids: records.map(({ id }) => id) }];
      case 'askRecords':
        return [{ kind: 'records', records: records.map(({ bytes }) => bytes), missing: [] }];
      default:
        return [];
    }
  };
}

const byte = (bytes: Uint8Array) => Uint8Array.of((bytes[0] ?? 0) ^ 1, ...bytes.subarray(1));

test.each<readonly [string, (certificate: Certificate) => Certificate, number]>([
  ['the right signature', (certificate) => certificate, 1],
  ['no signature', (certificate) => ({ ...certificate, signatures: [] }), 0],
  [
    'a signature that is repeated',
    ({ signatures, ...rest }) => ({ ...rest, signatures: [...signatures, ...signatures] }),
    0,
  ],
  [
    'a signature of somebody who is no witness',
    ({ signatures, ...rest }) => ({
      ...rest,
      signatures: signatures.map((each) => ({ ...each, witness: 1 })),
    }),
    0,
  ],
  [
    'a signature that was changed',
    ({ signatures, ...rest }) => ({
      ...rest,
      signatures: signatures.map((each) => ({ ...each, signature: byte(each.signature) })),
    }),
    0,
  ],
  ['the signature of another round', (certificate) => ({ ...certificate, round: 1 }), 0],
  [
    'the signature of another value',
    (certificate) => ({ ...certificate, id: byte(certificate.id) }),
    0,
  ],
])('a certificate with %s', (_with, change, reached) => {
  const { ledger, time, start, attacker } = attackedWorld(7, ['alice', 'bob']);
  const [alice, bob] = [ledger.of('alice'), ledger.of('bob')];
  const [height] = certifiedHeights(ledger, [
    [counter(ledger, alice, bob, { epoch: 0, quantity: hour })],
  ]);
  if (height === undefined) throw new Error('one height is certified');
  const neighbour = attacker('bob', bob.device);
  neighbour.first.push(statusOf(height.height, height.id));
  neighbour.answer = answering(height, change(height.certificate));
  const node = start(alice);
  time.run(60_000);
  expect(neighbour.heard.map(({ kind }) => kind)).toContain('askCertificates');
  expect(node.view().height).toBe(reached);
});
