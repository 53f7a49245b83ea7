/** Votes, evidence and certificates as they come from strangers. */
import { describe, expect, test } from 'vitest';
import type { Certificate } from '../../shared/consensus/certificate.ts';
import {
  checkCertificate,
  decodeCertificate,
  encodeCertificate,
} from '../../shared/consensus/certificate.ts';
import { checkEvidence, checkMessage } from '../../shared/consensus/check-message.ts';
import type { Message, MessageBody } from '../../shared/consensus/messages.ts';
import {
  decodeMessage,
  encodeMessage,
  messageHash,
  roundMax,
  valueBytesMax,
} from '../../shared/consensus/messages.ts';
import { faultsOf, quorumOf } from '../../shared/consensus/quorum.ts';
import { createHeight } from '../../shared/consensus/state.ts';
import { idOf, realCommittee } from '../support/consensus-keys.ts';
import { timeouts } from '../support/consensus-node.ts';

const { keys, checks, signerOf } = realCommittee(4);
const chain = new Uint8Array(32).fill(7);
const assembly = { committee: keys, chain, height: 8 };
const value = new Uint8Array(valueBytesMax).fill(3);
const id = idOf(value);
const place = { height: 8, round: 0, witness: 0 };
const proposalBody = { kind: 'proposal', ...place, id, validRound: -1, value } as const;
const voteBody = { kind: 'prevote', ...place, id } as const;

function signed(body: MessageBody, by = body.witness): Message {
  return { ...body, signature: signerOf(by).sign(messageHash(body, chain, checks.hash)) };
}

describe('messages', () => {
  test.for<[string, MessageBody]>([
    ['a proposal', proposalBody],
    ['a proposal of an older value', { ...proposalBody, round: 9, validRound: 8 }],
    ['a prevote', voteBody],
    ['a precommit against everything', { ...voteBody, kind: 'precommit', id: null }],
    ['the last round', { ...voteBody, round: roundMax, witness: 15 }],
  ])('%s comes back from its bytes', ([, body]) => {
    const message = { ...body, signature: new Uint8Array(64).fill(5) };
    const bytes = encodeMessage(message);
    expect(decodeMessage(bytes)).toEqual(message);
    expect(decodeMessage(bytes.slice(1))).toBe(null);
    expect(decodeMessage(Uint8Array.of(...bytes, 0))).toBe(null);
  });

  test.for<[string, MessageBody]>([
    ['a round beyond the last', { ...voteBody, round: roundMax + 1 }],
    ['a witness beyond the largest committee', { ...voteBody, witness: 16 }],
    ['a proposal that is valid since its own round', { ...proposalBody, validRound: 0 }],
    ['a proposal that is too long', { ...proposalBody, value: new Uint8Array(valueBytesMax + 1) }],
  ])('%s is none', ([, body]) => {
    expect(decodeMessage(encodeMessage({ ...body, signature: new Uint8Array(64) }))).toBe(null);
  });

  test.for<[string, Message]>([
    ['wrong_height', signed({ ...voteBody, height: 9 })],
    ['unknown_witness', { ...signed(voteBody), witness: 4 }],
    ['not_the_proposer', signed({ ...proposalBody, witness: 1 })],
    ['wrong_value_id', signed({ ...proposalBody, id: new Uint8Array(32) })],
    ['bad_signature', signed(voteBody, 1)],
    ['bad_signature', { ...signed(voteBody), kind: 'precommit' }],
    ['bad_signature', { ...signed(voteBody), id: null } as Message],
    ['bad_signature', { ...signed({ ...proposalBody, round: 4 }), validRound: 2 } as Message],
  ])('%s is refused', ([name, message]) => {
    const checked = checkMessage(message, assembly, checks);
    expect(checked.ok ? 'ok' : checked.error.name).toBe(name);
  });

  test('a vote of another community is refused', () => {
    const elsewhere = { ...assembly, chain: new Uint8Array(32) };
    expect(checkMessage(signed(voteBody), elsewhere, checks)).toMatchObject({ ok: false });
    expect(checkMessage(signed(voteBody), assembly, checks).ok).toBe(true);
    expect(checkMessage(signed(proposalBody), assembly, checks).ok).toBe(true);
  });
});

describe('evidence', () => {
  const against = signed({ ...voteBody, id: null });
  test.for<[string, Message, Message]>([
    ['ok', signed(voteBody), against],
    [
      'ok',
      signed({ ...proposalBody, round: 4 }),
      signed({ ...proposalBody, round: 4, validRound: 1 }),
    ],
    ['no_contradiction', signed(voteBody), signed(voteBody)],
    ['not_of_one_place', signed(voteBody), signed({ ...voteBody, id: null, round: 1 })],
    ['not_of_one_place', signed(voteBody), signed({ ...voteBody, id: null, witness: 1 })],
    ['not_of_one_place', signed(voteBody), signed({ ...voteBody, id: null, kind: 'precommit' })],
    ['bad_signature', signed(voteBody), { ...against, signature: signed(voteBody).signature }],
  ])('%s', ([name, first, second]) => {
    const checked = checkEvidence({ first, second }, assembly, checks);
    expect(checked.ok ? 'ok' : checked.error.name).toBe(name);
  });
});

describe('certificates', () => {
  function certified(...witnesses: readonly number[]): Certificate {
    const signatures = witnesses.map((witness) => {
      const { signature } = signed(
        { kind: 'precommit', height: 8, round: 2, witness, id },
        witness % 4,
      );
      return { witness, signature };
    });
    return { height: 8, round: 2, id, signatures };
  }
  const good = certified(0, 2, 3);
  const [first, ...others] = good.signatures;

  test.for<[string, Certificate]>([
    ['ok', good],
    ['ok', certified(0, 1, 2, 3)],
    ['wrong_height', { ...good, height: 9 }],
    ['too_few_signatures', certified(0, 2)],
    ['repeated_signature', certified(0, 2, 2)],
    ['signatures_out_of_order', certified(2, 0, 3)],
    ['unknown_witness', certified(0, 1, 4)],
    ['bad_signature', { ...good, round: 3 }],
    ['bad_signature', { ...good, id: new Uint8Array(32) }],
    [
      'bad_signature',
      { ...good, signatures: [{ ...first!, signature: new Uint8Array(64) }, ...others] },
    ],
  ])('%s', ([name, certificate]) => {
    const checked = checkCertificate(certificate, assembly, checks);
    expect(checked.ok ? 'ok' : checked.error.name).toBe(name);
    expect(decodeCertificate(encodeCertificate(certificate))).toEqual(certificate);
  });

  test('of another community is refused', () => {
    const elsewhere = { ...assembly, chain: new Uint8Array(32) };
    expect(checkCertificate(good, elsewhere, checks).ok).toBe(false);
  });

  test('prevotes are no certificate', () => {
    const signatures = [0, 2, 3].map((witness) => {
      const { signature } = signed({ kind: 'prevote', height: 8, round: 2, witness, id });
      return { witness, signature };
    });
    expect(checkCertificate({ ...good, signatures }, assembly, checks).ok).toBe(false);
  });

  test('what is cut, too long or of another version is none', () => {
    const bytes = encodeCertificate(good);
    expect(decodeCertificate(bytes.slice(0, -1))).toBe(null);
    expect(decodeCertificate(Uint8Array.of(...bytes, 0))).toBe(null);
    expect(decodeCertificate(bytes.with(0, 2))).toBe(null);
    expect(decodeCertificate(new Uint8Array(10_000))).toBe(null);
  });
});

describe('committees', () => {
  test('two quorums always share an honest witness, and the honest alone are a quorum', () => {
    for (let size = 1; size <= 16; size += 1) {
      expect(2 * quorumOf(size) - size).toBeGreaterThan(faultsOf(size));
      expect(size - faultsOf(size)).toBeGreaterThanOrEqual(quorumOf(size));
      expect(quorumOf(size) * 3).toBeGreaterThan(size * 2);
    }
    expect([1, 4, 7].map(quorumOf)).toEqual([1, 3, 5]);
    expect([1, 4, 7].map(faultsOf)).toEqual([0, 1, 2]);
  });

  test('nobody sits in one twice', () => {
    const twice = [...keys, ...keys];
    const config = { committee: twice, me: 0, height: 1, chain, timeouts };
    expect(() => createHeight(config)).toThrow('witnesses are different');
  });
});
