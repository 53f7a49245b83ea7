/** What a community's record is made of. The samples are a history in which each kind of record occurs. */
import { cryptography } from '../../../main/adapters/cryptography.ts';
import {
  decodeKeptEstimate,
  encodeKeptEstimate,
} from '../../../main/engine/record/kept-estimate.ts';
import type { KeptEstimate } from '../../../main/engine/record/kept-estimate.ts';
import { decodeKeptOffer, encodeKeptOffer } from '../../../main/engine/record/kept-offer.ts';
import type { KeptOffer } from '../../../main/engine/record/kept-offer.ts';
import { assert } from '../../../shared/base/assert.ts';
import { defaultParameters } from '../../../shared/economy/parameters.ts';
import { checkGenesis } from '../../../shared/ledger/check-genesis.ts';
import {
  checkRecord,
  decodeRecord,
  encodeRecord,
  signatureTasks,
} from '../../../shared/ledger/check-record.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import { answerCodec } from '../../../shared/ledger/estimate-seal.ts';
import { genesisState } from '../../../shared/ledger/genesis-state.ts';
import { genesisCodec } from '../../../shared/ledger/genesis.ts';
import { decodeInvitationBody, encodeInvitationBody } from '../../../shared/ledger/invitation.ts';
import { offerCodec } from '../../../shared/ledger/market-fields.ts';
import { decodeParameters, encodeParameters } from '../../../shared/ledger/parameters-bytes.ts';
import { decodeReceiptBody, encodeReceiptBody } from '../../../shared/ledger/receipt.ts';
import { counterCodec, quantityMax, recordIdOf } from '../../../shared/ledger/record.ts';
import { decodeState, encodeState } from '../../../shared/ledger/snapshot.ts';
import type { Codec } from '../../../shared/base/struct.ts';
import type { Answer } from '../../../shared/work/work-state.ts';
import { sampleHistory } from '../ledger-history.ts';
import { stateWithTasks } from '../ledger-tasks.ts';
import { madeReceipt } from '../made-receipts.ts';
import type { Decoder } from './decoder.ts';

const { hash } = cryptography;
const { world, records, state } = sampleHistory();
const { community } = world.genesis;
const recordBytes = records.map(({ bytes }) => bytes);

const value = {
  ...{ height: 1, epoch: 4, previous: community, setRoot: hash(), setCount: 3 },
  stateRoot: hash(community),
};

/** What is written for the value that these bytes encode. */
function rewrite<T>(
  decode: (bytes: Uint8Array) => T | null,
  encode: (value: T) => Uint8Array,
): Decoder['read'] {
  return (bytes) => {
    const read = decode(bytes);
    return read === null ? null : encode(read);
  };
}

const byCodec = <T>({ decode, encode }: Codec<T>) => rewrite(decode, encode);

function readRecord(bytes: Uint8Array): Uint8Array | null {
  const decoded = decodeRecord(bytes, community, hash);
  if (!decoded.ok) return null;
  const { record, signatures } = decoded.value;
  const id = recordIdOf(record, community, hash);
  assert(Buffer.compare(id, record.id) === 0, 'a record has the id of its body');
  assert(signatureTasks(decoded.value, community, hash).length > 0, 'somebody has signed it');
  if (record.kind === 'counter') {
    const { quantity, sequence, count, currency } = record.body;
    assert(quantity <= quantityMax && currency < 2, 'a counter keeps to its limits');
    assert(sequence >= 1 && count >= 1, 'a counter counts something');
  }
  return encodeRecord(record, signatures);
}

function believeRecord(bytes: Uint8Array): Uint8Array | null {
  const checked = checkRecord(bytes, community, cryptography);
  return checked.ok ? checked.value.bytes : null;
}

function readGenesis(bytes: Uint8Array): Uint8Array | null {
  const checked = checkGenesis(bytes, cryptography);
  return checked.ok ? genesisCodec.encode({ version: 1, ...checked.value.genesis }) : null;
}

const keptOffers: readonly KeptOffer[] = records.flatMap((each) => {
  if (each.kind !== 'opening') return [];
  const { offer, salt, commitment } = each.body;
  const sent = { id: commitment, opening: Buffer.from(each.id).toString('hex') } as const;
  const fresh: KeptOffer = {
    ...{ offer, salt, round: 0, placedAtMs: 1_700_000_000_000n, id: null, opening: null },
    ...{ isSealCertified: 'no', isWithdrawn: 'no', isOver: 'no', refusal: null },
  };
  return [fresh, { ...fresh, ...sent, isSealCertified: 'yes', isOver: 'yes', refusal: 'pledged' }];
});

const answers: readonly Answer[] = [
  { hours: 13, reason: 'It needs a fallback.' },
  { hours: 'cannot_tell', reason: '' },
  { hours: 'split_first', reason: 'Two things at once.' },
];
const keptEstimates = answers.flatMap((answer, index): KeptEstimate[] => {
  const [id, salt] = [Buffer.from(hash(community)).toString('hex'), hash()];
  const about = { task: id, round: index + 1, answer, salt, madeAtMs: 1_700_000_000_000n };
  return [
    { ...about, id: null, reveal: null, refusal: null },
    { ...about, id, reveal: id, refusal: 'estimate_too_late' },
  ];
});

export const recordDecoders: readonly Decoder[] = [
  { name: 'record', cost: 2, samples: recordBytes, read: readRecord, taken: 'exactly' },
  {
    name: 'record with its signatures',
    cost: 10,
    samples: recordBytes,
    read: believeRecord,
    taken: 'as signed',
  },
  { name: 'genesis', cost: 3, samples: [world.genesisBytes], read: readGenesis, taken: 'exactly' },
  {
    name: 'parameters',
    cost: 3,
    samples: [encodeParameters(defaultParameters)],
    read: rewrite(decodeParameters, encodeParameters),
    taken: 'exactly',
  },
  {
    name: 'value of an epoch',
    cost: 1,
    samples: [
      epochValueCodec.encode({ ...value, nextCommittee: [hash(), community] }),
      epochValueCodec.encode({ ...value, height: 2 ** 32 - 1, nextCommittee: [] }),
    ],
    read: byCodec(epochValueCodec),
    taken: 'exactly',
  },
  {
    name: 'snapshot',
    cost: 40,
    samples: [state, genesisState(world.genesis), stateWithTasks()].map(encodeState),
    read: rewrite(decodeState, encodeState),
    taken: 'exactly',
  },
  {
    name: 'body of a counter',
    cost: 1,
    samples: records.flatMap((each) =>
      each.kind === 'counter' ? [counterCodec.encode(each.body)] : [],
    ),
    read: byCodec(counterCodec),
    taken: 'exactly',
  },
  {
    name: 'offer of stake',
    cost: 1,
    samples: records.flatMap((each) =>
      each.kind === 'opening' ? [offerCodec.encode(each.body.offer)] : [],
    ),
    read: byCodec(offerCodec),
    taken: 'exactly',
  },
  {
    name: 'kept offer of stake',
    cost: 1,
    samples: keptOffers.map(encodeKeptOffer),
    read: rewrite(decodeKeptOffer, encodeKeptOffer),
    taken: 'exactly',
  },
  {
    name: 'answer to a task',
    cost: 1,
    samples: answers.map((answer) => answerCodec.encode(answer)),
    read: byCodec(answerCodec),
    taken: 'exactly',
  },
  {
    name: 'kept estimate of a task',
    cost: 1,
    samples: keptEstimates.map(encodeKeptEstimate),
    read: rewrite(decodeKeptEstimate, encodeKeptEstimate),
    taken: 'exactly',
  },
  {
    name: 'body of an invitation',
    cost: 1,
    samples: records.flatMap((each) => (each.kind === 'member' ? [each.body.invitation] : [])),
    read: rewrite(decodeInvitationBody, encodeInvitationBody),
    taken: 'exactly',
  },
  {
    name: 'receipt',
    cost: 1,
    samples: [1, 2, 3].map((each) => encodeReceiptBody(madeReceipt(each).body)),
    read: rewrite(decodeReceiptBody, encodeReceiptBody),
    taken: 'exactly',
  },
];
