/**
 * Every file that turns bytes or text into values, with the readers of `allDecoders` that fuzz it; or why nobody
 * outside says what it reads. test/architecture/decoders.test.ts finds the files.
 */
interface Fuzzed {
  readonly by: readonly [string, ...string[]];
}

interface Spared {
  readonly because: string;
}

const of = (...by: readonly [string, ...string[]]): Fuzzed => ({ by });
const because = (reason: string): Spared => ({ because: reason });

const own = 'It reads what this program was given by its own other half, or has in its own memory.';
const sealed =
  'SQLite reads it, and a row whose seal does not hold is damage: community-store and record-store tests.';
const inPage = 'A page reads back what it has put together itself.';

export const readers: { readonly [file: string]: Fuzzed | Spared } = {
  'main/adapters/community-store/packed.ts': because(sealed),
  'main/adapters/data-folder.ts': because('The file of the lock is never read.'),
  'main/adapters/kept-geneses.ts': of('genesis'),
  'main/adapters/record-process/communities/community-book.ts': of('list of communities'),
  'main/adapters/record-process/views/download-lines.ts': because(sealed),
  'main/adapters/record-process/views/history.ts': because(sealed),
  'main/adapters/recovery-file.ts': of('recovery file'),
  'main/adapters/settings.ts': of('settings'),
  'main/adapters/sqlite-file.ts': because(sealed),
  'main/client/inputs.ts': because('It reads the output of a program of the person who runs it.'),
  'main/engine/record/short-report.ts': because(sealed),
  'main/engine/downloads/kept-account.ts': of('kept account of pieces'),
  'main/engine/downloads/pay-frames.ts': of('frame about pieces of a release'),
  'main/engine/errands/checkpoint-book.ts': of('kept checkpoint of an errand'),
  'main/engine/errands/kept-errand.ts': of('kept errand'),
  'main/engine/jobs/job-spec.ts': of('kept job'),
  'main/engine/jobs/kept-slice.ts': of('kept slice'),
  'main/engine/jobs/media.ts': because(
    'It only asks whether a result is JSON, and keeps its bytes.',
  ),
  'main/engine/ledger/contested.ts': of('kept claim of hours'),
  'main/engine/ledger/counters/series.ts': of('kept series of counters'),
  'main/engine/ledger/counters/showing.ts': of('receipt'),
  'main/engine/lending/run-log.ts': of('log of what ran here'),
  'main/engine/lending/run.ts': of('kept run'),
  'main/engine/metering/known-rates.ts': of('kept rates of a module'),
  'main/engine/peers/names.ts': of('kept name of a member'),
  'main/engine/record/witness-log.ts': of('log of a witness'),
  'main/headless/commands/audit-file.ts': because(
    'A whole record in a file is bent in test/property/decoders-record-file.test.ts.',
  ),
  'main/headless/commands/by-hand.ts': of('epochs to settle by hand'),
  'main/engine/record/kept-estimate.ts': of('kept estimate of a task'),
  'main/engine/record/kept-offer.ts': of('kept offer of stake'),
  'main/headless/commands/job-results.ts': because('It only shows a result that is JSON as JSON.'),
  'main/local-server/node-file.ts': of('file of a running node'),
  'main/program.ts': because(own),
  'main/adapters/release-process/shelf-file.ts': of('list of releases here'),
  'main/record-process.ts': because(own),
  'main/release-process.ts': because(own),
  'renderer/features/hours/line-receipts.tsx': because(inPage),
  'renderer/features/hours/use-line-filters.tsx': because(inPage),
  'renderer/features/jobs/use-choosing.ts': because('It only asks whether a file is text.'),
  'renderer/features/stakes/use-preview.ts': because(inPage),
  'renderer/node/use-listed.ts': because(inPage),
  'renderer/node/use-answer.ts': because(inPage),
  'renderer/node/use-pages.ts': because(inPage),
  'renderer/vite.config.ts': because('It reads packages of ours where the page is built.'),
  'shared/api/job-file.ts': of('file of a job'),
  'shared/api/release-draft-file.ts': of('draft of a release'),
  'shared/api/release-file.ts': of('file of a release'),
  'shared/api/result-files.ts': because('It only asks whether a result is JSON.'),
  'shared/api/wire.ts': of('frame of a page', 'frame of a node to its page', 'call'),
  'shared/consensus/certificate.ts': of('certificate', 'certificate with its signatures'),
  'shared/consensus/log.ts': of('entry of a witness’s log'),
  'shared/consensus/messages.ts': of('vote', 'vote with its signature'),
  'shared/jobs/checkpoint-head.ts': of('head of a checkpoint'),
  'shared/jobs/lists.ts': of('list in JSON', 'table in CSV'),
  'shared/jobs/process-protocol.ts': of(
    'answer of the process of the jobs',
    'question to the process of the jobs',
  ),
  'shared/jobs/trust.ts': of('kept trust'),
  'shared/ledger/check-record.ts': of('record', 'record with its signatures'),
  'shared/ledger/epoch-value.ts': of('value of an epoch'),
  'shared/ledger/estimate-seal.ts': of('answer to a task'),
  'shared/ledger/genesis.ts': of('genesis', 'card of a founder', 'link to a community'),
  'shared/ledger/invitation-text.ts': of('code of an invitation', 'invitation in a text'),
  'shared/ledger/invitation.ts': of('body of an invitation'),
  'shared/ledger/market-fields.ts': of('offer of stake'),
  'shared/ledger/parameters-bytes.ts': of('parameters'),
  'shared/ledger/receipt.ts': of('receipt'),
  'shared/ledger/record.ts': of('body of a counter', 'record'),
  'shared/ledger/release-binding.ts': because('It only writes what is signed.'),
  'shared/ledger/snapshot.ts': of('snapshot'),
  'shared/peers/frames.ts': of('frame of a lender or an asker'),
  'shared/peers/record-protocol.ts': of('frame of a keeper of the record'),
  'shared/software/manifest.ts': of('list of the files of a release'),
  'shared/stake/market-notes.ts': of('kept notes of the market'),
  'shared/stake/read-round.ts': of('file of a round'),
  'workers/checkpoint/contents.ts': of('contents of a checkpoint'),
  'workers/checkpoint/envelope.ts': of('checkpoint'),
  'workers/checkpoint/fields.ts': of('contents of a checkpoint'),
  'workers/checkpoint/host-state.ts': because(
    'What a program goes on from is forged in test/unit/checkpoint.test.ts, which runs it.',
  ),
  'workers/sandbox/byte-reader.ts': of('module of a job'),
  'workers/sandbox/code-scan.ts': of('module of a job'),
  'workers/sandbox/module-layout.ts': of('module of a job'),
  'workers/sandbox/quickjs/surroundings.ts': because(
    'It reads the numbers that a slice is given as chance.',
  ),
  'workers/sandbox/utf8.ts': because('It only asks whether a source is text.'),
};
