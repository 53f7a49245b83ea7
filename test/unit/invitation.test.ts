import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { seedSignatures } from '../../main/adapters/seed-signatures.ts';
import { base64ToBytes, bytesToBase64 } from '../../shared/base/bytes.ts';
import {
  checkInvitation,
  checkInvitationBody,
  checkJoinProof,
  createInvitation,
  decodeInvitationBody,
  encodeInvitationBody,
  isInvitationOpen,
  joinProof,
} from '../../shared/ledger/invitation.ts';
import {
  encodeInvitation,
  invitationLink,
  parseInvitation,
} from '../../shared/ledger/invitation-text.ts';
import type { Invitation, InvitationBody } from '../../shared/ledger/invitation.ts';
import { madeBytes } from '../support/made-receipts.ts';

const crypto = { ...cryptography, ...seedSignatures };

function keyOf(name: string) {
  const seed = madeBytes(32, name);
  return {
    publicKey: crypto.publicKeyOf(seed),
    sign: (message: Uint8Array) => crypto.signBy(seed, message),
  };
}

const about = {
  community: madeBytes(32, 'the choir'),
  inviter: keyOf('alice').publicKey,
  expiresEpoch: 168,
  communityName: 'Choir of the quiet street',
};

function invite(change: Partial<InvitationBody> = {}, secret = 'secret'): Invitation {
  const given = { ...about, ...change, seed: madeBytes(32, secret) };
  return createInvitation(given, keyOf('alice’s laptop'), crypto);
}

const invitation = invite();
const link = invitationLink(invitation);
const code = encodeInvitation(invitation);
const bob = keyOf('bob').publicKey;

function nameOf(text: string): string {
  const parsed = parseInvitation(text, crypto);
  return parsed.ok ? 'an invitation' : parsed.error.name;
}

/** Broken where a mail program would, with a mark of quotation before each line. */
function folded(text: string, width: number, mark = ''): string {
  return (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((each) => mark + each).join('\n');
}

const ways: readonly (readonly [string, string])[] = [
  ['as a link', link],
  ['as a code', code],
  ['with white space around it', ` \n\t${link}\r\n `],
  ['as a code with white space around it', `\n  ${code} \n`],
  ['in a sentence', `Dear Bob, come in: ${link}. It opens until Friday.`],
  ['as a code in a sentence', `My dear_Bob, the code is ${code} and it opens until Friday.`],
  ['in angle brackets', `<${link}>`],
  ['in a link of another text', `[come in](${link})`],
  ['with capitals in the scheme', link.replace('commonhours', 'CommonHours')],
  ['broken into lines', folded(link, 76)],
  ['as a code broken into lines', `The code:\n${folded(code, 60)}\nAlice`],
  ['broken within the scheme', folded(link, 7)],
  ['quoted in an answer', folded(`Come in: ${link} see you`, 70, '> ')],
  ['with characters that nobody sees', `\u{FEFF}${folded(link, 40, '\u200B')}`],
  ['behind a link that lost its last letters', `${link.slice(0, -9)} ${link}`],
  ['behind an older link that was cut', `${link.slice(0, 60)}… no, this: ${link}`],
];

test.each(ways)('an invitation is read %s', (_, text) => {
  expect(parseInvitation(text, crypto)).toEqual({ ok: true, value: invitation });
});

const refused: readonly (readonly [string, string, string])[] = [
  ['nothing', '', 'invitation_missing'],
  ['a greeting', 'Dear Bob, come in!', 'invitation_missing'],
  ['another link', 'https://example.org/join/AQAA', 'invitation_missing'],
  ['a book', 'commonhours '.repeat(2_000), 'invitation_missing'],
  ['a link without a code', 'commonhours://join/', 'invitation_malformed'],
  ['a link that was cut', link.slice(0, -1), 'invitation_malformed'],
  ['a code that was cut', code.slice(0, -1), 'invitation_malformed'],
  ['a link without its middle', link.slice(0, 90) + link.slice(95), 'invitation_malformed'],
  ['a link that was cut before a word', `${link.slice(0, -9)} AAAAAAAAA`, 'invitation_forged'],
  ['a link with a letter changed', withByte(140, 65), 'invitation_forged'],
  ['a link with a hole', `${link.slice(0, 90)}!${link.slice(90)}`, 'invitation_malformed'],
  ['a link of version 2', withByte(0, 2), 'invitation_newer'],
  ['a link of version 0', withByte(0, 0), 'invitation_malformed'],
  ['one for two uses', withByte(133, 2), 'invitation_malformed'],
  ['one for no use', withByte(133, 0), 'invitation_malformed'],
  ['one whose name says to be longer', withByte(135, 255), 'invitation_malformed'],
  ['one whose name is no text', withByte(138, 0xff), 'invitation_malformed'],
  ['one whose name breaks the line', withByte(139, 10), 'invitation_malformed'],
  ['one without a name', invitationLink(invite({ communityName: '' })), 'invitation_malformed'],
  [
    'one with a long name',
    invitationLink(invite({ communityName: 'x'.repeat(41) })),
    'invitation_malformed',
  ],
];

function withByte(at: number, value: number): string {
  const bytes = base64ToBytes(code);
  bytes[at] = value;
  return `commonhours://join/${bytesToBase64(bytes)}`;
}

test.each(refused)('%s is refused', (_, text, name) => {
  expect(nameOf(text)).toBe(name);
  const parsed = parseInvitation(text, crypto);
  if (!parsed.ok) expect(parsed.error.detail).toMatch(/^[^\n]{20,200}\.$/);
});

test('a name of 40 wide characters fits, and the code into a link of 500 characters', () => {
  const wide = invite({ communityName: '合'.repeat(40) });
  expect(parseInvitation(invitationLink(wide), crypto)).toEqual({ ok: true, value: wide });
  expect(invitationLink(wide).length).toBeLessThan(500);
});

test('an invitation that its inviter made is accepted', () => {
  expect(checkInvitation(invitation, crypto).ok).toBe(true);
  expect(checkInvitationBody(invitation.body, invitation.signature, crypto).ok).toBe(true);
});

test('an invitation opens to the end of its last epoch', () => {
  expect(isInvitationOpen(invitation.body, 168)).toBe(true);
  expect(isInvitationOpen(invitation.body, 169)).toBe(false);
});

test('whatever byte of an invitation is changed, it is refused', () => {
  const bytes = base64ToBytes(code);
  for (let at = 0; at < bytes.byteLength; at++) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect([at, nameOf(bytesToBase64(changed))]).not.toEqual([at, 'an invitation']);
  }
});

test('only who holds the secret can prove to be invited, and only for one member', () => {
  const proof = joinProof(invitation, bob, crypto);
  const { body } = invitation;
  expect(checkJoinProof(body, bob, proof, crypto)).toBe(true);
  expect(checkJoinProof(body, keyOf('mallory').publicKey, proof, crypto)).toBe(false);
  expect(checkJoinProof(invite({}, 'other').body, bob, proof, crypto)).toBe(false);
  const elsewhere = { ...body, community: madeBytes(32, 'another choir') };
  expect(checkJoinProof(elsewhere, bob, proof, crypto)).toBe(false);
  const guessed = { ...invitation, seed: madeBytes(32, 'guess') };
  expect(checkJoinProof(body, bob, joinProof(guessed, bob, crypto), crypto)).toBe(false);
});

test('a body that was not signed by its device is refused', () => {
  const { body, signature } = invitation;
  const mine = { ...body, device: keyOf('mallory').publicKey };
  expect(checkInvitationBody(mine, signature, crypto).ok).toBe(false);
  expect(checkInvitationBody(body, keyOf('mallory').sign(madeBytes(32, 'x')), crypto).ok).toBe(
    false,
  );
});

test('the secret is in the code and not in the body, which the record keeps', () => {
  const hasSecret = (bytes: Uint8Array) =>
    Buffer.from(bytes).includes(Buffer.from(invitation.seed));
  expect(hasSecret(base64ToBytes(code))).toBe(true);
  expect(hasSecret(encodeInvitationBody(invitation.body))).toBe(false);
});

test('a body has one encoding, and nothing else is one', () => {
  const bytes = encodeInvitationBody(invitation.body);
  expect(decodeInvitationBody(bytes)).toEqual(invitation.body);
  expect(decodeInvitationBody(bytes.subarray(0, -1))).toBeNull();
  expect(decodeInvitationBody(new Uint8Array([...bytes, 0]))).toBeNull();
  expect(decodeInvitationBody(new Uint8Array())).toBeNull();
});
