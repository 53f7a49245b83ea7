import { afterAll, beforeAll, expect, test } from 'vitest';
import { plant, type Planted } from './plant.ts';

/** One offence for each rule: the rule, the offender, what it imports, and whether only as a type. */
const offences: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['shared/base imports no other part', 'shared/base/one.ts', '../domain/word.ts'],
  ['shared/domain imports only base', 'shared/domain/one.ts', '../ledger/word.ts'],
  ['shared/flow imports only base', 'shared/flow/one.ts', '../domain/word.ts'],
  ['shared/economy imports only base, domain, flow', 'shared/economy/one.ts', '../ledger/word.ts'],
  ['shared/consensus imports only base', 'shared/consensus/one.ts', '../domain/word.ts'],
  ['shared/stake imports only base, domain, flow', 'shared/stake/one.ts', '../api/word.ts'],
  ['shared/software imports only base, domain', 'shared/software/one.ts', '../ledger/word.ts'],
  [
    'shared/work imports only base, domain, economy, stake',
    'shared/work/one.ts',
    '../ledger/word.ts',
  ],
  [
    'shared/ledger imports only base, domain, consensus, economy, stake, work, software',
    'shared/ledger/one.ts',
    '../jobs/word.ts',
  ],
  ['shared/jobs imports only base, domain', 'shared/jobs/one.ts', '../peers/word.ts'],
  ['shared/lending imports only base, domain', 'shared/lending/one.ts', '../jobs/word.ts'],
  [
    'shared/peers imports only base, domain, consensus, jobs, ledger',
    'shared/peers/one.ts',
    '../api/word.ts',
  ],
  [
    'shared/api imports only base, domain, jobs, lending, peers, stake, work, software',
    'shared/api/one.ts',
    '../ledger/word.ts',
  ],
  ['shared stands alone', 'shared/base/two.ts', '../../main/engine/word.ts'],
  ['workers imports only shared/', 'workers/one-worker.ts', '../main/engine/word.ts'],
  ['renderer imports only shared/', 'renderer/features/one.ts', '../../main/engine/word.ts'],
  ['main/engine imports only shared/', 'main/engine/one.ts', '../adapters/word.ts'],
  [
    'main/adapters imports only main/paths.ts, main/engine/, shared/',
    'main/adapters/one.ts',
    '../links/word.ts',
  ],
  ['main/links imports only main/engine/, shared/', 'main/links/one.ts', '../headless/word.ts'],
  [
    'main/local-server imports only main/links/, main/engine/, shared/',
    'main/local-server/one.ts',
    '../headless/word.ts',
  ],
  [
    'main/desktop imports only main/*.ts, main/local-server/, main/adapters/, main/links/, main/engine/, shared/',
    'main/desktop/one.ts',
    '../headless/word.ts',
  ],
  [
    'main/headless imports only main/*.ts, main/local-server/, main/adapters/, main/links/, main/engine/, shared/',
    'main/headless/one.ts',
    '../desktop/word.ts',
  ],
  [
    'main starts workers and the page by their URL, never by import',
    'main/start.ts',
    '../workers/word-worker.ts',
  ],
  [
    'main/client imports only main/headless/connect.ts, main/headless/audience.ts, main/adapters/data-folder.ts, shared/',
    'main/client/one.ts',
    '../links/word.ts',
  ],
  ['nothing imports test', 'main/headless/two.ts', '../../test/word.ts'],
  ['shared and main/engine are pure', 'main/engine/two.ts', 'node:fs'],
  ['shared and main/engine are pure', 'shared/domain/two.ts', 'node:crypto'],
  ['shared and main/engine use only packages that compute', 'main/engine/three.ts', 'hyperswarm'],
  ['shared and main/engine use only packages that compute', 'main/engine/four.ts', 'ws'],
  ['shared and main/engine use only packages that compute', 'main/engine/five.ts', 'piscina'],
  ['shared and main/engine use only packages that compute', 'main/engine/six.ts', 'electron'],
  ['shared and main/engine use only packages that compute', 'shared/base/three.ts', 'hyperdht'],
  ['the page uses nothing of Node', 'renderer/node/one.ts', 'node:path'],
  ['only the desktop knows Electron', 'main/headless/three.ts', 'electron'],
  ['renderer/ui knows no domain', 'renderer/ui/one.ts', '../features/word.ts'],
  ['renderer/ui knows no domain', 'renderer/ui/two.ts', '../../shared/api/word.ts'],
  ['the packaged program carries what it imports', 'main/adapters/two.ts', 'vite'],
  ['every import is found', 'main/adapters/three.ts', './nowhere.ts'],
  ['every module is used', 'shared/base/lonely.ts', ''],
];

const circle = 'no module imports itself in a circle';

/** The harmless files that the offenders import, and two that import each other. */
const others = {
  ...Object.fromEntries(
    offences
      .filter(([, , to]) => to.includes('/word'))
      .map(([, from, to]) => [new URL(to, `file:///${from}`).pathname.slice(1), word()]),
  ),
  'shared/base/hen.ts': "import type { Egg } from './egg.ts';\nexport type Hen = Egg | 0;\n",
  'shared/base/egg.ts': "import type { Hen } from './hen.ts';\nexport type Egg = Hen | 1;\n",
};

function word(): string {
  return 'export type Word = string;\n';
}

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

interface Summary {
  readonly violations: readonly Violation[];
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
}

let planted: Planted;
let summary: Summary;

beforeAll(() => {
  const offenders = offences.map(([, from, to]) => [
    from,
    to ? `import type { Word } from '${to}';\nexport type Mine = Word;\n` : word(),
  ]);
  planted = plant({ ...others, ...(Object.fromEntries(offenders) as Record<string, string>) });
  const printed = planted.run(
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ...['main', 'renderer', 'workers', 'shared', '--output-type', 'json'],
  );
  summary = (JSON.parse(printed) as { summary: Summary }).summary;
});

afterAll(() => planted.remove());

function brokenBy(from: string): readonly string[] {
  return summary.violations.filter((broken) => broken.from === from).map(({ rule }) => rule.name);
}

test.each(offences)('"%s" catches %s', (rule, from) => {
  expect(brokenBy(from)).toContain(rule);
});

test('no module imports itself in a circle, not even for a type', () => {
  expect([...brokenBy('shared/base/hen.ts'), ...brokenBy('shared/base/egg.ts')]).toContain(circle);
});

test('each rule of the import law has an offender here', () => {
  const proved = new Set([...offences.map(([rule]) => rule), circle]);
  expect(summary.ruleSetUsed.forbidden.map(({ name }) => name).sort()).toEqual([...proved].sort());
});
