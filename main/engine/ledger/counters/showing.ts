/**
 * Receipts that one machine shows another which has lost them. Both members have signed them, so that whoever takes
 * them back need not believe anybody: its own signature is on them.
 */
import { bytesToHex, concatBytes, sameBytes } from '../../../../shared/base/bytes.ts';
import { memberKeyOf } from '../../../../shared/domain/peer-id.ts';
import {
  decodeReceiptBody,
  encodeReceiptBody,
  receiptBodyBytes,
} from '../../../../shared/ledger/receipt.ts';
import type { Receipt } from '../../../../shared/ledger/receipt.ts';
import { receiptsPerMessage, signedReceiptBytes } from '../../../../shared/peers/protocol.ts';
import type { MessageOf } from '../../../../shared/peers/protocol.ts';
import type { Record } from '../../ports.ts';

/** The messages that show these receipts, as far as they are kept here. */
export function receiptMessages(
  record: Pick<Record, 'find'>,
  ids: readonly Uint8Array[],
): readonly MessageOf<'receipts'>[] {
  const encoded = ids.flatMap((id) => {
    const receipt = record.find(bytesToHex(id))?.receipt;
    return receipt === undefined ? [] : [encodeSigned(receipt)];
  });
  const pages = Math.ceil(encoded.length / receiptsPerMessage);
  return Array.from({ length: pages }, (_, page) => {
    const part = encoded.slice(page * receiptsPerMessage, (page + 1) * receiptsPerMessage);
    return { type: 'receipts', receipts: concatBytes(...part) };
  });
}

/** The receipts in a message of this peer; null if one is none, or is not of its member and this one (`me`). */
export function shownReceipts(
  { receipts }: MessageOf<'receipts'>,
  peer: string,
  me: Uint8Array,
): readonly Receipt[] | null {
  const shown: Receipt[] = [];
  for (let at = 0; at < receipts.byteLength; at += signedReceiptBytes) {
    const receipt = decodeSigned(receipts.slice(at, at + signedReceiptBytes));
    if (receipt === null) return null;
    const { supplier, consumer } = receipt.body;
    if (!sameBytes(supplier, memberKeyOf(peer)) || !sameBytes(consumer, me)) return null;
    shown.push(receipt);
  }
  return shown;
}

function encodeSigned({ body, supplierSignature, consumerSignature }: Receipt): Uint8Array {
  return concatBytes(encodeReceiptBody(body), supplierSignature, consumerSignature);
}

function decodeSigned(bytes: Uint8Array): Receipt | null {
  const body = decodeReceiptBody(bytes.subarray(0, receiptBodyBytes));
  if (body === null) return null;
  const middle = receiptBodyBytes + 64;
  return {
    body,
    supplierSignature: bytes.slice(receiptBodyBytes, middle),
    consumerSignature: bytes.slice(middle),
  };
}
