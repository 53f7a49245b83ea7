/** Releases that several makers sign: what a draft carries from one to the next, and what nobody can change on the way. */
import { expect, test } from 'vitest';
import {
  checkSignatures,
  draftOf,
  readDraft,
  signedBy,
} from '../../main/adapters/record-process/releases/drafts.ts';
import type { SaidOfRelease } from '../../main/adapters/record-process/releases/drafts.ts';
import {
  draftFileBytesMax,
  draftFileText,
  joinDrafts,
} from '../../shared/api/release-draft-file.ts';
import type { ReleaseDraft } from '../../shared/api/release-draft-file.ts';
import { supplyClaimFault } from '../../shared/ledger/release-claims.ts';
import { releaseRecordLimits } from '../../shared/software/limits.ts';
import { keyPairOf, zeros } from '../support/ledger-world.ts';

const community = 'c0'.repeat(32);
const [alice, bob, carol, mallory] = ['alice', 'bob', 'carol', 'mallory'].map((name) => {
  const { hex, sign } = keyPairOf(name);
  return { name, me: hex, sign };
}) as [Signer, Signer, Signer, Signer];
type Signer = { readonly name: string; readonly me: string; sign(message: Uint8Array): Uint8Array };

const said: SaidOfRelease = {
  text: {
    ...{ name: ' Linework ', version: '1.5', licence: 'MIT', platforms: ['web', 'linux'] },
    ...{ source: 'https://example.org/linework', notes: 'Draws  lines.' },
  },
  size: { files: 2, bytes: 70_000, pieces: 3 },
  ...{ drive: 'd1'.repeat(32), manifest: 'ab'.repeat(32), tasks: ['77'.repeat(32)], receipts: [] },
  ...{ maintainers: [carol.me, alice.me, bob.me, alice.me], needed: 2 },
};

function drafted(change: Partial<SaidOfRelease> = {}): ReleaseDraft {
  const draft = draftOf(community, { ...said, ...change });
  if (!draft.ok) throw new Error(draft.error.detail);
  return draft.value;
}

function signed(draft: ReleaseDraft, ...signers: readonly Signer[]): ReleaseDraft {
  return signers.reduce((each, signer) => {
    const next = signedBy(each, signer);
    if (!next.ok) throw new Error(next.error.detail);
    return next.value;
  }, draft);
}

const judged = (draft: ReleaseDraft) => checkSignatures(draft, (member) => member.slice(0, 8));
const faultOf = (body: ReleaseDraft['body']) =>
  supplyClaimFault({
    kind: 'release',
    body: { author: zeros, number: 0, previous: zeros, ...body },
  });

test('a draft goes from maker to maker in files, in any order, and is a release once enough have signed', () => {
  const first = signed(drafted(), carol);
  expect(faultOf(first.body)).toBe('Too few of its maintainers have signed the release.');
  const read = readDraft(draftFileText(first));
  expect(read).toEqual({ ok: true, value: first });
  if (!read.ok) return;
  const both = signed(read.value, alice);
  expect(judged(both).ok).toBe(true);
  expect(faultOf(both.body)).toBeNull();
  // two who sign at once hand back two files
  const joined = joinDrafts([signed(first, bob), both, first]);
  expect(joined.ok && judged(joined.value).ok).toBe(true);
  expect(joined.ok && joined.value.body.signatures).toHaveLength(3);
  expect(joined.ok && faultOf(joined.value.body)).toBeNull();
});

test('a draft says what it says in the order of a record', () => {
  const { body } = drafted();
  expect(body.maintainers).toEqual([alice.me, bob.me, carol.me].sort());
  expect(body).toMatchObject({
    name: 'Linework',
    platforms: ['linux', 'web'],
    notes: 'Draws lines.',
  });
});

test('strangers do not sign, and nobody does twice', () => {
  const draft = signed(drafted(), alice);
  expect(signedBy(draft, mallory)).toMatchObject({ error: { name: 'not_a_maintainer' } });
  expect(signedBy(draft, alice)).toMatchObject({ error: { name: 'already_signed' } });
});

const changes: readonly (readonly [string, Partial<ReleaseDraft['body']>])[] = [
  ['another list of files', { manifest: 'ba'.repeat(32) }],
  ['another drive', { drive: 'd2'.repeat(32) }],
  ['another size', { bytes: 69_999n }],
  ['another name', { name: 'Linework+' }],
  ['another version', { version: '1.6' }],
  ['another licence', { licence: 'GPL-3.0-only' }],
  ['other platforms', { platforms: ['linux'] }],
  ['other notes', { notes: '' }],
  ['another source', { source: '' }],
  ['other tasks', { tasks: [] }],
  ['other receipts', { receipts: ['66'.repeat(32)] }],
  ['fewer signatures needed', { needed: 1 }],
  ['fewer makers', { maintainers: [alice.me, bob.me].sort() }],
];

test.each(changes)('a draft with %s has no signatures any more', (_, change) => {
  const draft = signed(drafted(), alice, bob, carol);
  const { signatures } = draft.body;
  const places = { ...change, signatures: signatures.slice(0, change.maintainers ? 2 : 3) };
  const changed = readDraft(draftFileText({ ...draft, body: { ...draft.body, ...places } }));
  if (!changed.ok) return expect.unreachable(changed.error.detail);
  expect(judged(changed.value)).toMatchObject({ error: { name: 'wrong_signature' } });
  expect(joinDrafts([draft, changed.value])).toMatchObject({ error: { name: 'bad_draft' } });
});

test('a signature is none in another community, and none of somebody else', () => {
  const draft = signed(drafted(), alice);
  expect(judged({ ...draft, community: 'c1'.repeat(32) }).ok).toBe(false);
  const [{ maintainer, signature } = { maintainer: 0, signature: zeros }] = draft.body.signatures;
  const moved = [{ maintainer: (maintainer + 1) % 3, signature }];
  expect(judged({ ...draft, body: { ...draft.body, signatures: moved } }).ok).toBe(false);
});

test.each<readonly [string, Partial<SaidOfRelease>, RegExp]>([
  ['a licence that is not open', { text: { ...said.text, licence: 'Proprietary' } }, /licence/i],
  ['no name', { text: { ...said.text, name: '  ' } }, /name of a release/],
  ['more signatures than makers', { needed: 4 }, /maintainers sign/],
  ['a source that is no link', { text: { ...said.text, source: 'file:///etc' } }, /link/],
  ['sizes that do not fit', { size: { files: 1, bytes: 1, pieces: 3 } }, /pieces/],
])('%s is refused before anybody signs', (_, change, words) => {
  const draft = draftOf(community, { ...said, ...change });
  expect(draft.ok ? '' : draft.error.detail).toMatch(words);
});

const text = draftFileText(signed(drafted(), alice));
const signature = /"signature": "[^"]+"/;

test.each([
  ['no JSON', 'draft'],
  ['another file', '{}'],
  ['a later form', text.replace('"formatVersion": 1', '"formatVersion": 2')],
  ['a signature that is cut off', text.replace(signature, '"signature": "AAAA"')],
  ['one who signed twice', twice(text)],
  ['a maker that there is not', text.replace(/"maintainer": \d/, '"maintainer": 3')],
  ['a closed licence', text.replace('"MIT"', '"Closed"')],
  ['a path for a key', text.replace(said.manifest, '../../x')],
  ['a negative size', text.replace('"70000"', '"-1"')],
  ['a name of two lines', text.replace('"Linework"', '"Line\\nwork"')],
  ['a field too many', text.replace('"needed"', '"more": 1, "needed"')],
  ['makers without end', text.replace('"maintainers": [', `"maintainers": [${many()}`)],
  ['more than a file may have', ' '.repeat(draftFileBytesMax) + text],
])('a file with %s is refused in one sentence', (_, given) => {
  const read = readDraft(given);
  if (read.ok) return expect.unreachable('it was taken');
  expect(read.error.detail).toMatch(/^This (is no draft of a release|draft can be no release)/);
});

function twice(of: string): string {
  const file = JSON.parse(of) as { signatures: unknown[] };
  return JSON.stringify({ ...file, signatures: [...file.signatures, ...file.signatures] });
}

function many(): string {
  const makers = Array.from({ length: releaseRecordLimits.maintainers }, () => `"${alice.me}",`);
  return makers.join('');
}
