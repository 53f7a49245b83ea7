/** What people paste and keep: invitations, cards, links and recovery files. */
import { cryptography } from '../../../main/adapters/cryptography.ts';
import { parseRecovery, sealRecovery } from '../../../main/adapters/recovery-file.ts';
import {
  cardOf,
  foundCommunity,
  genesisLink,
  readGenesisLink,
} from '../../../main/adapters/record-process/communities/founding.ts';
import { seedSignatures } from '../../../main/adapters/seed-signatures.ts';
import type { Keys } from '../../../main/engine/ports.ts';
import { assert } from '../../../shared/base/assert.ts';
import {
  base64ToBytes,
  bytesToBase64,
  bytesToHex,
  concatBytes,
  textToBytes,
} from '../../../shared/base/bytes.ts';
import { founderCodec } from '../../../shared/ledger/genesis.ts';
import {
  encodeInvitation,
  invitationLink,
  parseInvitation,
} from '../../../shared/ledger/invitation-text.ts';
import { found, invite, keyPairOf, machineOf } from '../ledger-world.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const world = found(['alice']);
const invitations = ['dave', 'erin'].map((guest) => invite(world, world.of('alice'), guest));
const checks = { ...cryptography, ...seedSignatures };

function keysOf(name: string): Keys {
  const [member, device] = [keyPairOf(name), keyPairOf(`${name} desk`)];
  return { member: member.publicKey, sign: (message) => member.sign(message), device };
}

function cardText(name: string): string {
  const card = cardOf(keysOf(name), name);
  assert(card.ok, 'a name that may stand on a card');
  return card.value;
}

/** A card is read where a community is founded with it. Its name is what others call the founder: nobody signs it. */
function readCard(bytes: Uint8Array): Uint8Array | null {
  const founding = { name: 'Choir', memberName: 'Alice', witnesses: 1, parameters: [] } as const;
  const founded = foundCommunity({ ...founding, founders: [textOf(bytes)] }, keysOf('alice'), {
    clock: { now: () => 0 },
    random: { bytes: (length) => new Uint8Array(length) },
  });
  if (!founded.ok) return null;
  const alice = machineOf('alice').member.hex;
  const other = founded.value.genesis.founders.find(({ member }) => bytesToHex(member) !== alice);
  assert(other !== undefined, 'the community has the founder of the card');
  const isKnown = ['bob', 'carol'].some((each) => keyPairOf(each).hex === bytesToHex(other.member));
  assert(isKnown, 'only who has signed for a machine is a founder');
  return bytesOf(bytesToBase64(founderCodec.encode(other)));
}

function readInvitation(bytes: Uint8Array): Uint8Array | null {
  const parsed = parseInvitation(textOf(bytes), checks);
  return parsed.ok ? bytesOf(encodeInvitation(parsed.value)) : null;
}

function readLink(bytes: Uint8Array): Uint8Array | null {
  const read = readGenesisLink(textOf(bytes));
  return read.ok ? bytesOf(genesisLink(read.value.bytes)) : null;
}

const codes = invitations.map((each) => encodeInvitation(each));
const cards = ['bob', 'carol'].map(cardText);
const link = genesisLink(world.genesisBytes);

/** The cheapest cost that a file may have: the passphrase is not at stake. */
const recovery = await sealRecovery(
  { seed: new Uint8Array(32).fill(1), name: 'Zoë', attachments: [] },
  'correct horse battery',
  { logN: 14, r: 1, p: 1 },
);
const recoveryBody = base64ToBytes(recovery.split('\n').slice(1, -2).join(''));

function recoveryText(body: Uint8Array): string {
  const check = cryptography.hash(textToBytes('common-hours/recovery-check/v1'), body);
  const lines = bytesToBase64(body).match(/.{1,76}/g) ?? [];
  const last = `check ${bytesToHex(check.subarray(0, 8))}`;
  return ['common-hours recovery 1', ...lines, last, ''].join('\n');
}

function readRecovery(bytes: Uint8Array): Uint8Array | null {
  const parsed = parseRecovery(textOf(bytes));
  if (!parsed.ok) return null;
  const { head, sealed } = parsed.value;
  assert(head.logN >= 14 && head.logN <= 18, 'no file costs more memory than it may');
  assert(2 ** head.logN * head.r * head.p <= 2 ** 21, 'no file costs more work than it may');
  const { logN, r, p, salt, nonce } = head;
  const written = concatBytes(new Uint8Array([logN, r, p]), salt, nonce, sealed);
  return bytesOf(recoveryText(written));
}

const inLetters =
  (prefix = '') =>
  (bent: Uint8Array) =>
    bytesOf(prefix + bytesToBase64(bent));

export const textDecoders: readonly Decoder[] = [
  {
    name: 'code of an invitation',
    cost: 4,
    samples: codes.map(bytesOf),
    inside: { samples: codes.map(base64ToBytes), dress: inLetters('commonhours://join/') },
    read: readInvitation,
    taken: 'as signed',
  },
  {
    name: 'invitation in a text',
    cost: 8,
    samples: invitations.map((each) =>
      bytesOf(`Come to us!\n> ${invitationLink(each).replace(/(.{70})/g, '$1\n> ')}\n\nAlice`),
    ),
    // Whatever stands around it, what is found is one that was made.
    read: (bytes) => {
      const read = readInvitation(bytes);
      const isMade = read === null || codes.includes(textOf(read));
      assert(isMade, 'nobody made this invitation');
      return read;
    },
    taken: 'again',
  },
  {
    name: 'card of a founder',
    cost: 30,
    samples: cards.map(bytesOf),
    inside: { samples: cards.map(base64ToBytes), dress: inLetters() },
    read: readCard,
    taken: 'again',
  },
  {
    name: 'link to a community',
    cost: 8,
    samples: [bytesOf(link)],
    inside: { samples: [world.genesisBytes], dress: inLetters('commonhours://community/') },
    read: readLink,
    taken: 'again',
  },
  {
    name: 'recovery file',
    cost: 2,
    samples: [bytesOf(recovery)],
    inside: { samples: [recoveryBody], dress: (bent) => bytesOf(recoveryText(bent)) },
    read: readRecovery,
    taken: 'again',
  },
];
