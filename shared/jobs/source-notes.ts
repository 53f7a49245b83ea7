/**
 * What is wrong with a job's JavaScript, or will surprise, before it is sent: by line and column, counted from 1. The
 * sandbox decides in the end; what is found here is what it would refuse, and what would give each person another
 * answer than the one before, which nobody can check.
 */
import { parse } from 'acorn';
import type { MemberExpression, Node, Program } from 'acorn';
import { fullAncestor } from 'acorn-walk';

export interface SourceNote {
  /** An error keeps it from being sent. */
  readonly kind: 'error' | 'warning';
  readonly line: number;
  readonly column: number;
  readonly sentence: string;
}

const notesMax = 100;
const sentenceMax = 300;

/** Notes in the order of the source. */
export function notesOf(source: string): readonly SourceNote[] {
  let program: Program;
  try {
    program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (cause) {
    return [faultOf(cause)];
  }
  const notes = [...aboutExport(program), ...aboutNames(program)];
  return notes.sort((a, b) => a.line - b.line || a.column - b.column).slice(0, notesMax);
}

function faultOf(cause: unknown): SourceNote {
  const { loc, message } = cause as {
    readonly loc?: { readonly line: number; readonly column: number };
    readonly message: string;
  };
  const said = message.replace(/ \(\d+:\d+\)$/, '').slice(0, sentenceMax - 20);
  return {
    kind: 'error',
    line: loc?.line ?? 1,
    column: (loc?.column ?? 0) + 1,
    sentence: `It cannot be read: ${said}.`,
  };
}

function aboutExport({ body }: Program): readonly SourceNote[] {
  const imports = body.flatMap((node) =>
    node.type === 'ImportDeclaration' || ('source' in node && node.source != null)
      ? [noteAt(node, 'error', 'A job imports nothing: put all that it needs into this one file.')]
      : [],
  );
  const hasDefault = body.some(
    (node) =>
      node.type === 'ExportDefaultDeclaration' ||
      (node.type === 'ExportNamedDeclaration' &&
        node.specifiers.some(
          ({ exported }) =>
            (exported.type === 'Identifier' ? exported.name : exported.value) === 'default',
        )),
  );
  if (hasDefault) return imports;
  const sentence = 'Nothing is exported: write “export default function run(input, ctx)”.';
  return [...imports, { kind: 'error', line: 1, column: 1, sentence }];
}

const named = (names: readonly string[], why: string) => names.map((name) => [name, why] as const);

/** What no job has, and what to do instead. */
const absent = new Map([
  ...named(
    ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
    'which has no network: put what it needs into the input.',
  ),
  ...named(['performance'], 'which has no clock: how long each slice took is shown with it.'),
  ...named(
    ['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame'],
    'which waits for nothing: call what is to be done.',
  ),
  ...named(
    ['require', 'process', 'Deno', 'Bun', 'Buffer'],
    'which has the language and nothing around it: put all that it needs into this one file.',
  ),
  ...named(
    ['window', 'document', 'navigator', 'localStorage', 'indexedDB'],
    'which is in no page: put what it needs into the input.',
  ),
  ...named(['Worker'], 'which has one core: what may run beside it is another slice.'),
  ...named(['WebAssembly'], 'which is one program: send the module as a job of its own.'),
  ...named(['crypto'], 'which has no chance: use ctx.seed to begin a sequence of your own.'),
]);

const surprises: Readonly<Record<string, string>> = {
  'Date.now':
    'A job has no clock: Date.now() begins in the year 2000 on every computer. Put the time into the input.',
  'Math.random':
    'Math.random() gives every computer the same numbers here. Use ctx.seed to begin a sequence of your own.',
};

function aboutNames(program: Program): readonly SourceNote[] {
  const own = declaredIn(program);
  const notes: SourceNote[] = [];
  fullAncestor(program, (node, _state, ancestors) => {
    if (node.type === 'ImportExpression') {
      notes.push(noteAt(node, 'error', 'A job imports nothing, later neither.'));
      return;
    }
    if (node.type === 'NewExpression') {
      const { callee, arguments: given } = node as unknown as NewNode;
      if (isFree(callee, 'Date', own) && given.length === 0) {
        notes.push(noteAt(node, 'warning', clockSentence));
      }
      return;
    }
    if (node.type === 'MemberExpression') {
      const name = nameOfMember(node, own);
      const sentence = name === null ? undefined : surprises[name];
      if (sentence !== undefined) notes.push(noteAt(node, 'warning', sentence));
      return;
    }
    if (node.type !== 'Identifier') return;
    const { name } = node as unknown as { readonly name: string };
    const parent = ancestors.at(-2);
    const why = absent.get(name);
    if (why === undefined || own.has(name) || isOnlyAName(node, parent)) return;
    notes.push(noteAt(node, 'error', `“${name}” is not available in a job, ${why}`));
  });
  return notes;
}

const clockSentence =
  'A job has no clock: new Date() is in the year 2000 on every computer. Put the time into the input.';

interface NewNode {
  readonly callee: Node;
  readonly arguments: readonly Node[];
}

/** Names that the source declares anywhere, whatever they hide elsewhere: a note too few is better than a false one. */
function declaredIn(program: Program): ReadonlySet<string> {
  const own = new Set<string>();
  fullAncestor(program, (node, _state, ancestors) => {
    if (node.type !== 'Identifier') return;
    const parent = ancestors.at(-2);
    const { name } = node as unknown as { readonly name: string };
    // Whoever asks whether something is there gets along without it.
    if (parent !== undefined && (declares(parent, node) || parent.type === 'UnaryExpression'))
      own.add(name);
  });
  fullAncestor(program, (node) => {
    const isCatch = node.type === 'CatchClause';
    if (!('params' in node) && !isCatch && node.type !== 'VariableDeclarator') return;
    const { id, param } = node as { readonly id?: Node; readonly param?: Node | null };
    const patterns = 'params' in node ? (node.params as Node[]) : [isCatch ? param : id];
    for (const pattern of patterns) if (pattern != null) addNames(pattern, own);
    if ('id' in node && node.id !== null) addNames(node.id, own);
  });
  return own;
}

function declares(parent: Node, node: Node): boolean {
  return 'id' in parent && parent.id === node;
}

function addNames(pattern: Node, own: Set<string>): void {
  fullAncestor(pattern, (node) => {
    if (node.type === 'Identifier') {
      const { name } = node as unknown as { readonly name?: string };
      if (name !== undefined) own.add(name);
    }
  });
}

/** `x.fetch` and `{ fetch: 1 }` are names of properties. */
function isOnlyAName(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression') {
    const { property, computed } = parent as MemberExpression;
    return (property as Node) === node && !computed;
  }
  return 'key' in parent && parent.key === node && 'value' in parent && parent.value !== node;
}

function nameOfMember({ object, property, computed }: MemberExpression, own: ReadonlySet<string>) {
  if (computed || object.type !== 'Identifier' || property.type !== 'Identifier') return null;
  return own.has(object.name) ? null : `${object.name}.${property.name}`;
}

function isFree(node: Node, name: string, own: ReadonlySet<string>): boolean {
  return (
    node.type === 'Identifier' &&
    (node as unknown as { readonly name: string }).name === name &&
    !own.has(name)
  );
}

function noteAt({ loc }: Node, kind: SourceNote['kind'], sentence: string): SourceNote {
  const line = loc?.start.line ?? 1;
  return { kind, line, column: (loc?.start.column ?? 0) + 1, sentence };
}
