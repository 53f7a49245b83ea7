/** What witnesses say to each other, what they write down before, and what they prove to everybody else. */
import {
  checkCertificate,
  decodeCertificate,
  encodeCertificate,
} from '../../../shared/consensus/certificate.ts';
import { checkMessage } from '../../../shared/consensus/check-message.ts';
import { decodeLogEntry, encodeLogEntry, replay } from '../../../shared/consensus/log.ts';
import { decodeMessage, encodeMessage, messageHash } from '../../../shared/consensus/messages.ts';
import type { Message, MessageBody, Proposal, Vote } from '../../../shared/consensus/messages.ts';
import { readLog, writeEntry, writeSet } from '../../../main/engine/record/witness-log.ts';
import { idOf, realCommittee } from '../consensus-keys.ts';
import { timeouts } from '../consensus-node.ts';
import type { Decoder } from './decoder.ts';

const { keys, checks, signerOf } = realCommittee(4);
const chain = new Uint8Array(32).fill(7);
const height = 8;
const assembly = { committee: keys, chain, height };
const value = new Uint8Array(90).fill(3);
const id = idOf(value);

function signed<Body extends MessageBody>(body: Body): Body & { readonly signature: Uint8Array } {
  const { sign } = signerOf(body.witness);
  return { ...body, signature: sign(messageHash(body, chain, checks.hash)) };
}

const vote = (kind: Vote['kind'], witness: number, of: Uint8Array | null): Vote =>
  signed({ kind, height, round: 0, witness, id: of });
const proposal: Proposal = signed({
  ...{ kind: 'proposal' as const, height, round: 1, witness: 1 },
  ...{ id, validRound: 0, value },
});
const prevotes = [0, 2, 3].map((witness) => vote('prevote', witness, id));
const messages: readonly Message[] = [proposal, ...prevotes, vote('precommit', 1, null)];
const signatures = [0, 1, 3].map((witness) => {
  const { signature } = vote('precommit', witness, id);
  return { witness, signature };
});
const certificate = encodeCertificate({ height, round: 0, id, signatures });
const entries = [
  ...messages.map((message) => ({ type: 'said', message }) as const),
  { type: 'polka', polka: { proposal, prevotes }, locks: true } as const,
];

function readMessage(bytes: Uint8Array): Uint8Array | null {
  const message = decodeMessage(bytes);
  return message === null ? null : encodeMessage(message);
}

function believeMessage(bytes: Uint8Array): Uint8Array | null {
  const message = decodeMessage(bytes);
  if (message === null || !checkMessage(message, assembly, checks).ok) return null;
  return encodeMessage(message);
}

function readCertificate(bytes: Uint8Array): Uint8Array | null {
  const read = decodeCertificate(bytes);
  return read === null ? null : encodeCertificate(read);
}

function believeCertificate(bytes: Uint8Array): Uint8Array | null {
  const read = decodeCertificate(bytes);
  if (read === null || !checkCertificate(read, assembly, checks).ok) return null;
  return encodeCertificate(read);
}

/** A witness comes back by whatever stands in its log. */
function readEntry(bytes: Uint8Array): Uint8Array | null {
  const entry = decodeLogEntry(bytes);
  if (entry === null) return null;
  replay({ committee: keys, me: 1, height, chain, timeouts }, [entry]);
  return encodeLogEntry(entry);
}

function readLogged(bytes: Uint8Array): Uint8Array | null {
  const { entries: [entry] = [], sets: [set] = [] } = readLog([bytes]);
  if (entry !== undefined) return writeEntry(entry);
  return set === undefined ? null : writeSet(set);
}

export const consensusDecoders: readonly Decoder[] = [
  {
    name: 'vote',
    cost: 1,
    samples: messages.map(encodeMessage),
    read: readMessage,
    taken: 'exactly',
  },
  {
    name: 'vote with its signature',
    cost: 4,
    samples: messages.map(encodeMessage),
    read: believeMessage,
    taken: 'as signed',
  },
  {
    name: 'certificate',
    cost: 1,
    samples: [certificate],
    read: readCertificate,
    taken: 'exactly',
  },
  {
    name: 'certificate with its signatures',
    cost: 8,
    samples: [certificate],
    read: believeCertificate,
    taken: 'as signed',
  },
  {
    name: 'entry of a witness’s log',
    cost: 2,
    samples: entries.map(encodeLogEntry),
    read: readEntry,
    taken: 'exactly',
  },
  {
    name: 'log of a witness',
    cost: 2,
    samples: [...entries.map(writeEntry), writeSet({ root: id, ids: [id, chain] })],
    read: readLogged,
    taken: 'exactly',
  },
];
