import { useState } from 'react';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import { formatNumber, plural } from '../../../shared/api/words.ts';
import { isWebAssembly, moduleFacts, namesMax } from '../../../shared/jobs/module-facts.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Facts } from '../../ui/facts.tsx';
import css from './show-code.module.css';

/** So much of a program is shown: more than anybody reads here, and less than a page can hold. */
const bytesShown = 256 * 1024;
const linesShown = 2_000;
const lineLength = 400;

/** The program of a job that runs here: as text where it is text, by its facts where it is WebAssembly. */
export function ShowCode({ job }: { readonly job: string }) {
  const [isOpen, setOpen] = useState(false);
  const { value, problem } = useAnswer((node) => node.lending.code, isOpen ? { job } : null);
  return (
    <div className={css.code}>
      <Button
        small
        onPress={() => {
          setOpen(!isOpen);
        }}
      >
        {isOpen ? 'Hide the code' : 'Show the code'}
      </Button>
      {isOpen && value === undefined && (
        <p className={css.note} role="status">
          {problem ?? 'One moment…'}
        </p>
      )}
      {isOpen && value !== undefined && <Program module={value.module} />}
    </div>
  );
}

function Program({ module }: { readonly module: Uint8Array }) {
  return isWebAssembly(module) ? <WebAssemblyFacts module={module} /> : <Source module={module} />;
}

function WebAssemblyFacts({ module }: { readonly module: Uint8Array }) {
  const facts = moduleFacts(module);
  if (facts === null) return <p className={css.note}>Its sections cannot be read.</p>;
  return (
    <>
      <Facts
        facts={[
          ['Kind', 'a WebAssembly module, which has no source to show'],
          ['It asks for', listOf(facts.imports)],
          ['It offers', listOf(facts.exports)],
        ]}
      />
      <p className={css.note}>What it asks for is all that it can reach outside its own memory.</p>
    </>
  );
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  return `${names.join(', ')}${names.length < namesMax ? '' : ' and more'}`;
}

/** A stranger's text: characters that would hide or turn what stands beside them are left out. */
function Source({ module }: { readonly module: Uint8Array }) {
  const lines = printableLines(bytesToText(module.subarray(0, bytesShown))).split('\n');
  const shown = lines.slice(0, linesShown).map((line) => line.slice(0, lineLength));
  const isWhole = module.byteLength <= bytesShown && lines.length <= linesShown;
  return (
    <>
      <p className={css.note}>
        {isWhole
          ? `JavaScript, ${plural(lines.length, 'line')}.`
          : `JavaScript. These are the first ${formatNumber(shown.length)} lines.`}
      </p>
      <CodeBlock label="Source" text={shown.join('\n')} />
    </>
  );
}
