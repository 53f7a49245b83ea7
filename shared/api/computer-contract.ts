/** What may be asked of a node about the computer that it runs on, apart from lending it. */
import * as v from 'valibot';
import { text } from '../base/fields.ts';
import { call, nothing, topic } from './schema.ts';

export const loginSentenceLength = 2_000;
const diagnosticsLength = 512 * 1024;

const LoginStart = v.strictObject({
  state: v.picklist(['on', 'off', 'impossible']),
  /** By what it is started, would be, or why it cannot be; names a file, whose path may be long. */
  sentence: text(loginSentenceLength),
});

/** What a notice of the desktop may be about; what is merely good news is never one. */
export const noticeKinds = ['job', 'download', 'asked', 'round', 'trouble', 'disk'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** As a switch names it. */
export const noticeLabels: Readonly<Record<NoticeKind, string>> = {
  job: 'A job of mine has ended or needs me',
  download: 'A download is here',
  asked: 'Somebody asks me for an estimate, for work or for an answer',
  round: 'A round matched an offer of mine',
  trouble: 'Lending or the record stands still because of a fault',
  disk: 'The disk that I lend is nearly full',
};

/** What the desktop does beside its window. */
const Desktop = v.strictObject({
  /** What closing the window does; null: asked when it happens, because no tray could bring it back. */
  closing: v.nullable(v.picklist(['keep', 'quit'])),
  /** Whether this system shows notices at all. */
  canNotify: v.boolean(),
  notices: v.array(v.strictObject({ kind: v.picklist(noticeKinds), on: v.boolean() })),
});

export const computerContract = {
  /** Whether this node is started in the background when its person logs in. */
  loginStart: topic(LoginStart),
  /** Only ever by a person's explicit choice. */
  startAtLogin: call(
    v.strictObject({ on: v.boolean() }),
    nothing,
    'not_possible',
    'cannot_be_written',
  ),
  /** Null where this node runs without a desktop: there is nothing to choose then. */
  desktop: topic(v.nullable(Desktop)),
  chooseClosing: call(
    v.strictObject({ closing: v.picklist(['keep', 'quit']) }),
    nothing,
    'not_possible',
  ),
  chooseNotice: call(
    v.strictObject({ kind: v.picklist(noticeKinds), on: v.boolean() }),
    nothing,
    'not_possible',
  ),
  /**
   * What helps somebody else to find a fault, word for word as a file would hold it. The node writes and sends nothing:
   * whoever asked looks at it first.
   */
  diagnostics: call(nothing, v.strictObject({ text: text(diagnosticsLength) })),
} as const;

export type LoginStartView = v.InferOutput<typeof LoginStart>;
export type DesktopView = v.InferOutput<typeof Desktop>;
