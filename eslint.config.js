// The house rules that a machine can hold. Each exception stands here with its reason, or in the file
// as `eslint-disable-next-line RULE -- REASON`. test/architecture plants an offender for each of ours.
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const product = ['{main,renderer,shared,workers}/**/*.{ts,tsx,cts,mjs}'];
const typed = ['**/*.{ts,tsx,cts}'];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a name that every reader can search for.',
};
const noThrow = {
  selector: 'ThrowStatement',
  message: 'Answer a Result, or assert: only shared/base/assert.ts throws.',
};
const noFloat = {
  selector: 'Literal[raw=/^\\d[\\d_]*\\.\\d|^\\.\\d|^\\d[\\d_.]*e-/i]',
  message: 'The ledger counts whole units: all nodes must compute the same number.',
};
const noAsync = [
  ':function[async=true]',
  'AwaitExpression',
  'ForOfStatement[await=true]',
  'NewExpression[callee.name="Promise"]',
  'MemberExpression[object.name="Promise"]',
].map((selector) => ({
  selector,
  message: 'The rules are synchronous: they are undone and run again in one step.',
}));
const noChance = {
  object: 'Math',
  property: 'random',
  message: 'Chance is an argument, so that a test can replay it.',
};
const noClock = {
  name: 'Date',
  message: 'Time is an argument (milliseconds), so that a test can set it.',
};
/** Turning a given moment into words is no clock: only asking what time it is now is one. */
const noNow = [
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="Date"][property.name="now"]',
].map((selector) => ({ selector, message: 'Ask the clock port what time it is.' }));
/** What the engine gets from its ports, although Node offers it to every file. */
const ported = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'process', 'crypto', 'fetch'],
  ...['console', 'Buffer', 'WebSocket'],
].map((name) => ({ name, message: 'The engine reaches the world through its ports only.' }));

/** Comments say why; work that is left belongs into an issue. */
const comments = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      fixme: 'FIXME does not enter the project: mend it, or open an issue.',
      todo: 'TODO needs an issue number, as in TODO(#12).',
      reason: 'An exception carries its reason: eslint-disable-next-line RULE -- REASON.',
    },
  },
  create: (context) => ({
    Program() {
      for (const { value, loc } of context.sourceCode.getAllComments()) {
        if (/\bFIXME\b/.test(value)) context.report({ loc, messageId: 'fixme' });
        if (/\bTODO\b(?!\(#\d+\))/.test(value)) context.report({ loc, messageId: 'todo' });
        if (isUnreasoned(value))
          context.report({ loc: { line: 1, column: 0 }, messageId: 'reason' });
      }
    },
  }),
};

function isUnreasoned(comment) {
  return /^\s*eslint-disable/.test(comment) && !/\s--\s+\S/.test(comment);
}

/**
 * At most 70 lines of its own in a function. A factory holds the functions of what it makes, as a class holds
 * its methods: a function that has a name inside another one counts for itself, and one line where it stands.
 */
const ownLinesMax = 70;
const functionLength = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { long: '{{lines}} lines of its own, and {{most}} are the most: part it.' },
  },
  create(context) {
    const { sourceCode } = context;
    const codeLines = new Set();
    const open = [];
    const enter = (node) => {
      open.push({ node, inner: [] });
    };
    const leave = (node) => {
      const { inner } = open.pop();
      if (isNamed(node)) open.at(-1)?.inner.push(node.loc);
      else open.at(-1)?.inner.push(...inner);
      let lines = 0;
      for (let line = node.loc.start.line; line <= node.loc.end.line; line++) {
        const isInner = inner.some(({ start, end }) => line > start.line && line <= end.line);
        if (codeLines.has(line) && !isInner) lines += 1;
      }
      const data = { lines: String(lines), most: String(ownLinesMax) };
      if (lines > ownLinesMax) context.report({ node, messageId: 'long', data });
    };
    return {
      Program(program) {
        for (const { loc } of sourceCode.getTokens(program)) {
          for (let line = loc.start.line; line <= loc.end.line; line++) codeLines.add(line);
        }
      },
      ':function': enter,
      ':function:exit': leave,
    };
  },
};

function isNamed({ type, parent }) {
  if (type === 'FunctionDeclaration') return true;
  return ['Property', 'VariableDeclarator', 'MethodDefinition'].includes(parent.type);
}

export default defineConfig([
  {
    ignores: [
      '**/node_modules/',
      'out/',
      'dist/',
      '**/generated/',
      'workers/programs/source/', // AssemblyScript: another language under the same file ending
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: typed,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // a preload is CommonJS, and can name the types of a module only by import()
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      // ports are plain objects of functions, which are taken apart on purpose
      '@typescript-eslint/unbound-method': 'off',
      // ports answer promises; that one adapter has nothing to wait for is no fault
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    plugins: {
      house: { rules: { comments, 'function-length': functionLength } },
      '@typescript-eslint': tseslint.plugin,
    },
    rules: { 'house/comments': 'error', 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    files: product,
    rules: {
      'max-lines': ['error', { max: 300 }],
      'house/function-length': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noThrow],
    },
  },
  {
    files: ['shared/**'],
    rules: {
      'no-restricted-globals': ['error', noClock],
      'no-restricted-properties': ['error', noChance],
    },
  },
  {
    files: ['shared/{consensus,ledger,economy,stake}/**'],
    // What people see of their stakes, and no node has to agree on.
    ignores: ['cause-map', 'influence-parts', 'paths', 'portfolio', 'values'].map(
      (name) => `shared/stake/${name}.ts`,
    ),
    rules: {
      'no-restricted-syntax': ['error', noDefaultExport, noThrow, noFloat, ...noAsync],
    },
  },
  {
    files: ['main/engine/**'],
    rules: {
      'no-restricted-globals': ['error', ...ported],
      'no-restricted-syntax': ['error', noDefaultExport, noThrow, ...noNow],
      'no-restricted-properties': ['error', noChance],
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    // the plugin's other rules serve React's compiler, which we do not use, and take half as long as all
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  // The one place that throws, for everybody else.
  {
    files: ['shared/base/assert.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  // Narrow types for packages that ship none must name the default export that those have.
  // Tools load these by their default export; Piscina does so with a worker's task.
  {
    files: [
      '**/untyped.d.ts',
      '*.config.js',
      '.dependency-cruiser.mjs',
      'test/vitest.config.ts',
      'test/support/{electron,setup,tally}.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['workers/*-worker.ts'],
    rules: { 'no-restricted-syntax': ['error', noThrow] },
  },
  // Plain Node programs: they run before TypeScript can.
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
      },
    },
  },
  // The preload is CommonJS, because a sandboxed one has to be.
  { files: ['**/*.cts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
]);
