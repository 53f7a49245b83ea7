/** What this program is, for the parts of it that need not open a node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { projectDir } from './paths.ts';

/** Its version, as package.json says it. */
export const version = v.parse(
  v.object({ version: v.string() }),
  JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')),
).version;

/** The community of a person who has not chosen one. */
export const openCommunity = 'open';
