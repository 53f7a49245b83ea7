/**
 * Whose this node is, for its page: writes a recovery file of the member, and lets somebody become the member of one
 * without a restart. What must not be lost is refused as on the command line: a key with which anything was done
 * is replaced by nobody from a page.
 */
import { readdirSync, statSync } from 'node:fs';
import { bytesToHex } from '../shared/base/bytes.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import type { CommunitiesView } from '../shared/api/community-contract.ts';
import type { Handlers, Topic } from '../shared/api/handlers.ts';
import type { identityContract, IdentityView } from '../shared/api/identity-contract.ts';
import { limits } from '../shared/domain/limits.ts';
import { listCommunityFiles } from './adapters/community-store/community-files.ts';
import { filesInUse } from './adapters/record-process/communities/community-book.ts';
import { attachmentsOf, placeGeneses } from './adapters/kept-geneses.ts';
import { keyPath } from './adapters/key-file.ts';
import { exportIdentity, restoreIdentity } from './adapters/recovery.ts';
import { openRecovery, parseRecovery } from './adapters/recovery-file.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import type { Clock } from './engine/ports.ts';
import type { Settings } from './engine/settings.ts';
import { openedCommunities } from './known-communities.ts';
import type { Workplace } from './workplace.ts';

type IdentityHandlers = Handlers<{ readonly identity: typeof identityContract }>['identity'];
type Restored = Awaited<ReturnType<IdentityHandlers['restore']>>;

export interface IdentityParts {
  /** The data folder, whose lock this node holds. */
  readonly path: string;
  readonly settings: Settings;
  readonly record: RecordProcess;
  readonly workplace: Workplace;
  readonly clock: Clock;
  /** Hears that the data folder holds another member, before anything is opened for it. */
  readonly onRestored: () => void;
}

/** The calls and topics of the contract's `identity`. */
export function createIdentity(parts: IdentityParts): IdentityHandlers {
  const { path, settings, workplace, clock, record } = parts;
  const listeners = new Set<() => void>();
  let isRestoring = false;

  function state(): IdentityView {
    return {
      sinceMs: keptSinceMs(path),
      savedAtMs: settings.get().recoverySavedAtMs,
      inUse: useOf(parts),
    };
  }

  async function recoveryFile(passphrase: string) {
    const geneses = await genesesOf(parts);
    if (!geneses.ok) return geneses;
    const attachments = attachmentsOf(geneses.value);
    const written = await exportIdentity(path, passphrase, {
      name: settings.get().name,
      attachments,
    });
    if (!written.ok) return written;
    settings.set({ recoverySavedAtMs: clock.now() });
    for (const tell of [...listeners]) tell();
    return ok({ text: written.value, communities: attachments.length });
  }

  async function restore(text: string, passphrase: string): Promise<Restored> {
    const sealed = parseRecovery(text);
    if (!sealed.ok) return sealed;
    const used = useOf(parts);
    if (used !== null) return refuse('identity_in_use', used);
    // opened before anything is closed: a wrong passphrase must not disturb the node
    const contents = await openRecovery(sealed.value, passphrase);
    if (!contents.ok) return contents;
    let answer: Restored = interrupted;
    await record.without(() =>
      workplace.reopen(async () => {
        answer = await placeRestored(parts, text, passphrase);
      }),
    );
    for (const tell of [...listeners]) tell();
    return answer;
  }

  return {
    state: stateTopic(parts, state, listeners),
    recoveryFile: ({ passphrase }) => recoveryFile(passphrase),
    async restore({ text, passphrase }) {
      if (isRestoring) return refuse('busy', 'A recovery file is being restored already.');
      isRestoring = true;
      try {
        return await restore(text, passphrase);
      } finally {
        isRestoring = false;
      }
    },
  };
}

const interrupted = refuse('busy', 'This computer was changing over. Try again in a moment.');

/** Nothing of this node is open here but its folder. */
async function placeRestored(
  { path, settings, onRestored }: IdentityParts,
  text: string,
  passphrase: string,
): Promise<Restored> {
  const restored = await restoreIdentity(path, text, passphrase, { replace: true });
  if (!restored.ok) {
    // `replace` was said, so that there is no such refusal
    return restored.error.name === 'identity_exists'
      ? interrupted
      : refuse(restored.error.name, restored.error.detail);
  }
  const { keys, name, attachments } = restored.value;
  const { placed, problems } = placeGeneses(path, attachments);
  settings.set({ place: null, recoverySavedAtMs: null, ...(name === null ? {} : { name }) });
  onRestored();
  return ok({
    member: bytesToHex(keys.member),
    name,
    communities: [...placed],
    problems: problems.map((each) => each.slice(0, limits.detailLength)),
  });
}

/** Why nobody else can become the member here, in a sentence; null while nothing was done with the key. */
function useOf({ path, record, workplace }: IdentityParts): string | null {
  const { hours, jobs, lending } = workplace.handlers;
  if (record.state().phase !== 'resting' || listCommunityFiles(path).length > 0) {
    return inUseSentence('this computer is in a community with it, or asked to be');
  }
  const { receipts } = valueNow(hours.statement) ?? { receipts: 0 };
  if (receipts > 0) return inUseSentence('hours were given or used with it');
  if ((valueNow(jobs.list)?.total ?? 0) > 0) return inUseSentence('jobs were sent with it');
  const { running, ended } = valueNow(lending.state) ?? { running: [], ended: [] };
  if (running.length + ended.length > 0) return inUseSentence('work for others was done with it');
  return groupsOf(path) > 1 ? inUseSentence('it was in more than one open group') : null;
}

function inUseSentence(why: string): string {
  return `The key of this computer is in use: ${why}. To replace it all the same, end the node and use the command identity restore with --replace, which keeps it aside.`;
}

/** Each group that this node was ever in has a file of receipts. */
function groupsOf(path: string): number {
  return readdirSync(path).filter((name) => /^record-[0-9a-f]{16}\.db$/.test(name)).length;
}

/** What the topic says at this moment; undefined while this computer is changing over. */
function valueNow<Value>(topic: Topic<Value>): Value | undefined {
  let now: Value | undefined;
  topic.subscribe((value) => {
    now = value;
  })();
  return now;
}

/** Said again whenever something happens on which the answer rests. */
function stateTopic(
  { record, workplace }: IdentityParts,
  state: () => IdentityView,
  listeners: Set<() => void>,
): Topic<IdentityView> {
  const { hours, jobs, lending } = workplace.handlers;
  return {
    subscribe(listener) {
      let said = '';
      const tell = () => {
        const next = state();
        const words = JSON.stringify(next);
        if (words === said) return;
        said = words;
        listener(next);
      };
      listeners.add(tell);
      const ends = [
        hours.statement.subscribe(tell),
        jobs.list.subscribe(tell),
        lending.state.subscribe(tell),
        record.onState(tell),
      ];
      tell();
      return () => {
        listeners.delete(tell);
        for (const end of ends) end();
      };
    },
  };
}

/** Of all communities of this node, which holds their files. */
async function genesesOf({
  path,
  record,
  clock,
}: IdentityParts): Promise<Result<readonly Uint8Array[], Refusal<'busy'>>> {
  // one that was founded a moment ago is in its file before it is in the list
  const isWhole = (view: CommunitiesView) =>
    view.communities.length + view.unusable.length >= filesInUse(path).length;
  const view = await openedCommunities(record, clock, isWhole);
  if (!isWhole(view)) return notOpen;
  const { communities } = view;
  const geneses: Uint8Array[] = [];
  for (const { id } of communities) {
    const link = await record.client.communities.link({ community: id });
    if (!link.ok) return notOpen;
    geneses.push(link.value.genesis);
  }
  return ok(geneses);
}

const notOpen = refuse(
  'busy',
  'The record of your communities is not open yet, and would be missing in the file. Try again in a moment.',
);

function keptSinceMs(path: string): number | null {
  const kept = statSync(keyPath(path, 'identity'), { throwIfNoEntry: false });
  return kept === undefined ? null : Math.max(0, Math.floor(kept.mtimeMs));
}
