// The import law. A rule's name is the sentence that was broken, its comment is the advice; imports of
// types count. test/architecture plants an offender for each.

/** What each part of `shared` may import of the others; itself always. */
const shared = {
  base: [],
  domain: ['base'],
  consensus: ['base'],
  flow: ['base'],
  economy: ['base', 'domain', 'flow'],
  stake: ['base', 'domain', 'flow'],
  software: ['base', 'domain'],
  work: ['base', 'domain', 'economy', 'stake'],
  ledger: ['base', 'domain', 'consensus', 'economy', 'stake', 'work', 'software'],
  jobs: ['base', 'domain'],
  lending: ['base', 'domain'],
  peers: ['base', 'domain', 'consensus', 'jobs', 'ledger'],
  api: ['base', 'domain', 'jobs', 'lending', 'peers', 'stake', 'work', 'software'],
};

const layers = Object.entries(shared).map(([part, known]) => ({
  name: `shared/${part} imports ${known.length > 0 ? `only ${known.join(', ')}` : 'no other part'}`,
  comment: 'Move what both need down to the lowest part that both may import.',
  severity: 'error',
  from: { path: `^shared/${part}/` },
  to: { path: '^shared/', pathNot: `^shared/(${[part, ...known].join('|')})/` },
}));

/** What both hosts stand on. The files right in main put a node together and say where things are. */
const hosted = [
  ...['main/*.ts', 'main/local-server/', 'main/adapters/', 'main/links/', 'main/engine/'],
  'shared/',
];

/** The parts of the product, and all of ours that each may import. */
const parts = {
  shared: [],
  workers: ['shared/'],
  renderer: ['shared/'],
  'main/engine': ['shared/'],
  'main/adapters': ['main/paths.ts', 'main/engine/', 'shared/'],
  'main/links': ['main/engine/', 'shared/'],
  'main/local-server': ['main/links/', 'main/engine/', 'shared/'],
  'main/desktop': hosted,
  'main/headless': hosted,
  'main/client': [
    'main/headless/connect.ts',
    'main/headless/audience.ts',
    'main/adapters/data-folder.ts',
    'shared/',
  ],
};

const advice = {
  shared: 'What every process agrees on knows none of them.',
  workers: 'A worker gets all it needs with its task; what both sides agree on belongs in shared.',
  renderer: 'The page talks to the node through the contract in shared/api only.',
  'main/engine': 'Say in main/engine/ports.ts what is needed, and let a composition root pass it.',
  'main/adapters': 'An adapter makes one port real; only a composition root knows who is there.',
  'main/links': 'A link carries frames; what the frames mean is the contract, in shared/api.',
  'main/local-server': 'Both hosts serve the page and the command line; it knows neither.',
  'main/desktop': 'The two hosts do not know each other: what both need goes below them.',
  'main/headless': 'The two hosts do not know each other: what both need goes below them.',
  'main/client': 'Programs speak to a running node through its address, as the command line does.',
};

const folders = Object.entries(parts).map(([part, known]) => ({
  name: known.length > 0 ? `${part} imports only ${known.join(', ')}` : `${part} stands alone`,
  comment: advice[part],
  severity: 'error',
  from: { path: `^${part}/` },
  to: {
    path: '^(main|renderer|shared|workers)/',
    pathNot: `^(${[`${part}/`, ...known].join('|').replace('*.ts', '[^/]+\\.ts$')})`,
  },
}));

/** Packages that only compute: no clock, chance, file, network or process in them. */
const pure =
  'node_modules/(valibot|b4a|compact-encoding|acorn|acorn-walk|papaparse|@types/papaparse)/';

/** Files that nobody imports: what a person, the operating system, a tool or a pool starts. */
const entries = [
  '^main/[^/]+\\.ts$',
  '^main/desktop/(main\\.ts|preload\\.cts)$',
  '^main/headless/(bin\\.mjs|cli\\.ts|demo\\.ts|main\\.ts)$',
  '^workers/[^/]+-(worker|process)\\.ts$',
  '^workers/programs/',
  '^renderer/(main\\.tsx|vite\\.config\\.ts)$',
  '\\.d\\.ts$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    ...folders,
    {
      name: 'main starts workers and the page by their URL, never by import',
      comment:
        'They run in a thread and a process of their own; main/paths.ts says where they are.',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^(workers|renderer)/' },
    },
    {
      name: 'nothing imports test',
      comment: 'What the product and its tests both need is product.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'shared and main/engine are pure',
      comment: 'No Node, no Electron, no network: an argument or a port brings the world in.',
      severity: 'error',
      from: { path: '^(shared|main/engine)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared and main/engine use only packages that compute',
      comment: 'A package that reaches the world belongs behind a port, in main/adapters.',
      severity: 'error',
      from: { path: '^(shared|main/engine)/' },
      to: { path: 'node_modules/', pathNot: pure },
    },
    {
      name: 'the page uses nothing of Node',
      comment: 'The renderer is sandboxed: ask the node through the contract.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only the desktop knows Electron',
      comment: 'The same engine runs without it: put it into main/desktop.',
      severity: 'error',
      from: { pathNot: '^main/(desktop/|links/electron-link\\.ts$)' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'renderer/ui knows no domain',
      comment: 'A control shows what it is given: pass text and numbers from the feature.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: {
        path: [
          '^renderer/',
          '^shared/(domain|consensus|flow|api|economy|stake|ledger|jobs|peers)/',
        ],
        pathNot: '^renderer/ui/',
      },
    },
    {
      name: 'the packaged program carries what it imports',
      comment: 'Only dependencies are packed: move it there from devDependencies.',
      severity: 'error',
      // the sample programs are built by us, and packed as WebAssembly
      from: { path: '^(main|shared|workers)/', pathNot: '^workers/programs/build\\.ts$' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/(electron|@types)/',
      },
    },
    {
      name: 'every import is found',
      comment: 'The path is wrong, or the package is not in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no module imports itself in a circle',
      comment: 'Move what both need into a third module, below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every module is used',
      comment: 'Delete it, or import it; name what a tool starts among the entries here.',
      severity: 'error',
      from: { orphan: true, pathNot: entries },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^workers/programs/source/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
