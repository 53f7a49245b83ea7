/** `identity show`, `export` and `restore`: who the member of a data folder is, and how it comes to a new machine. */
import * as fs from 'node:fs';
import { resolve } from 'node:path';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { plural } from '../../../shared/api/words.ts';
import { printable } from '../../../shared/base/printable.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { openDataFolder } from '../../adapters/data-folder.ts';
import { attachmentsOf, placeGeneses, readGeneses } from '../../adapters/kept-geneses.ts';
import type { PlacedCommunities } from '../../adapters/kept-geneses.ts';
import { keyPath } from '../../adapters/key-file.ts';
import { readIdentity } from '../../adapters/keys.ts';
import {
  existsSentence,
  exportIdentity,
  hasIdentity,
  missingSentence,
  restoreIdentity,
  unfitnessOf,
} from '../../adapters/recovery.ts';
import type { RestoredIdentity } from '../../adapters/recovery.ts';
import { parseRecovery, recoveryLimits } from '../../adapters/recovery-file.ts';
import { openSettings, readSettings } from '../../adapters/settings.ts';
import type { Log } from '../../engine/ports.ts';
import { createOutput } from '../output.ts';
import { askPassphrase } from '../passphrase.ts';
import { connectTo } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { openedCommunities } from './community-session.ts';
import { fileExists, readLimited, writeNew } from './files.ts';

export interface IdentityOptions {
  readonly data: string;
  readonly json: boolean;
}

export interface ExportOptions extends IdentityOptions {
  readonly passphraseFile?: string;
}

export interface RestoreOptions extends ExportOptions {
  readonly replace: boolean;
}

/** `common-hours identity show` */
export function showIdentity({ data, json }: IdentityOptions): Promise<number> {
  const output = createOutput(json);
  const folder = resolve(data);
  const identity = keptIn(folder);
  if (!identity.ok) return Promise.resolve(output.fail(identity.error));
  const member = bytesToHex(identity.value.member);
  const device = identity.value.device === null ? null : bytesToHex(identity.value.device);
  const file = keyPath(folder, 'identity');
  output.line(`Your member key is ${member}.`);
  if (device !== null) output.line(`The key of this device is ${device}.`);
  output.line(`Whoever has ${file} is you: keep a recovery file of it, with identity export.`);
  output.json({ member, device, file });
  return Promise.resolve(0);
}

/** `common-hours identity export FILE`; beside a running node too, because it changes nothing. */
export async function exportIdentityTo(file: string, options: ExportOptions): Promise<number> {
  const output = createOutput(options.json);
  const folder = resolve(options.data);
  const identity = keptIn(folder);
  if (!identity.ok) return output.fail(identity.error);
  if (fs.existsSync(file)) return output.fail(fileExists(file));
  const geneses = await genesesOf(folder);
  if (!geneses.ok) return output.fail(geneses.error);
  const attachments = attachmentsOf(geneses.value);
  const passphrase = await askPassphrase({
    prompt: 'A passphrase for the recovery file (it cannot be asked for again): ',
    file: options.passphraseFile ?? null,
    unfitness: unfitnessOf,
    twice: true,
  });
  if (!passphrase.ok) return output.fail(passphrase.error);
  const name = readSettings(folder)?.name ?? null;
  const text = await exportIdentity(folder, passphrase.value, { name, attachments });
  if (!text.ok) return output.fail(text.error);
  // For nobody else's eyes.
  const written = await writeNew(file, text.value, 0o600);
  if (!written.ok) return output.fail(written.error);
  output.line(
    `The recovery file is ${file}. Keep it apart from this machine, and remember its passphrase.`,
  );
  const communities = attachments.length;
  if (communities > 0) {
    output.line(
      `It brings ${plural(communities, 'community', 'communities')} along. Write another one after you have joined more.`,
    );
  }
  output.json({ file: resolve(file), member: bytesToHex(identity.value.member), communities });
  return 0;
}

/** Of the communities in the folder: from its node, which holds the files, or from the files where none runs. */
async function genesesOf(folder: string): Promise<Result<readonly Uint8Array[], Refusal>> {
  const node = await connectTo(folder);
  if (!node.ok) {
    if (node.error.name !== 'no_node') return node;
    const { geneses, unreadable } = readGeneses(folder);
    const [file] = unreadable;
    return file === undefined
      ? ok(geneses)
      : refuse(
          'community_unreadable',
          `The community in ${file} cannot be read, and would be missing: move the file away, or start the node and see what it says.`,
        );
  }
  const { client, close } = node.value;
  const geneses = await genesesAt(client);
  close();
  return geneses;
}

async function genesesAt(
  client: NodeConnection['client'],
): Promise<Result<readonly Uint8Array[], Refusal>> {
  const view = await openedCommunities(client);
  if (!view.ok) return view;
  const geneses: Uint8Array[] = [];
  for (const { id } of view.value.communities) {
    const link = await client.communities.link({ community: id });
    if (!link.ok) return link;
    geneses.push(link.value.genesis);
  }
  return ok(geneses);
}

/** `common-hours identity restore FILE` */
export async function restoreIdentityFrom(file: string, options: RestoreOptions): Promise<number> {
  const output = createOutput(options.json);
  const read = await readRecovery(file, options);
  if (!read.ok) return output.fail(read.error);
  const folder = openDataFolder(options.data);
  if (!folder.ok) return output.fail(folder.error);
  const restored = await restoreInto(folder.value.path, read.value, options);
  folder.value.close();
  if (!restored.ok) return output.fail(restored.error);
  const { keys, name, keptAside, communities } = restored.value;
  const who = name === null ? 'You are' : `You are ${printable(name)},`;
  output.line(`${who} the member ${bytesToHex(keys.member)}, on a device with a fresh key.`);
  if (keptAside !== null) output.line(`The identity that was here before is ${keptAside}.`);
  if (communities.placed.length > 0) {
    const names = communities.placed.map((each) => `“${printable(each)}”`).join(', ');
    output.line(`Your communities are here too, and the next start opens them: ${names}.`);
  }
  for (const problem of communities.problems) output.line(problem);
  output.json({
    member: bytesToHex(keys.member),
    device: bytesToHex(keys.device.publicKey),
    name,
    keptAside,
    communities: communities.placed,
    problems: communities.problems,
  });
  return 0;
}

/** The text, found whole before anything is asked or opened. */
async function readRecovery(
  file: string,
  { passphraseFile }: ExportOptions,
): Promise<Result<string, Refusal>> {
  if (file === '-' && passphraseFile === undefined) {
    const detail =
      'Standard input holds the recovery file: say with --passphrase-file where its passphrase is.';
    return refuse('passphrase_missing', detail);
  }
  const bytes = await readLimited(file, recoveryLimits.fileBytes, 'recovery file');
  if (!bytes.ok) return bytes;
  const text = Buffer.from(bytes.value).toString('utf8');
  const sealed = parseRecovery(text);
  return sealed.ok ? ok(text) : sealed;
}

async function restoreInto(
  folder: string,
  text: string,
  { passphraseFile, replace }: RestoreOptions,
): Promise<Result<RestoredIdentity & { readonly communities: PlacedCommunities }, Refusal>> {
  if (!replace && hasIdentity(folder)) {
    const hint = existsSentence(folder).replace('replace it', 'replace it with --replace');
    return refuse('identity_exists', hint);
  }
  const passphrase = await askPassphrase({
    prompt: 'The passphrase of the recovery file: ',
    file: passphraseFile ?? null,
    unfitness: () => null,
    twice: false,
  });
  if (!passphrase.ok) return passphrase;
  const restored = await restoreIdentity(folder, text, passphrase.value, { replace });
  if (!restored.ok) return restored;
  const { name, attachments } = restored.value;
  // A place of the former member's, if any, is none of this one's.
  openSettings(folder, silent).set({ place: null, ...(name === null ? {} : { name }) });
  return ok({ ...restored.value, communities: placeGeneses(folder, attachments) });
}

function keptIn(folder: string) {
  const identity = readIdentity(folder);
  if (!identity.ok) return identity;
  return identity.value === null
    ? refuse('identity_missing', missingSentence(folder))
    : ok(identity.value);
}

/** What the settings have to say, they say again to the node. */
const silent: Log = { info: () => undefined, warn: () => undefined };
