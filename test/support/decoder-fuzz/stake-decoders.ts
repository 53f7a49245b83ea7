/** The file of a round of the stake market, as somebody else may hand it over. */
import { checkRoundFile } from '../../../shared/stake/round-file.ts';
import { roundFileOf, withSum } from '../../../shared/stake/round-text.ts';
import { play } from '../stake-markets.ts';
import type { Plan } from '../stake-markets.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const wish = { givesOther: 3, quantity: 100, tag: 3, rounds: 2 };
const plan: Plan = {
  people: 4,
  work: [5, 9, 0, 7],
  tags: [0, 0, 1, 3],
  rounds: [
    [
      { ...wish, author: 0, targets: [2, 3] },
      { ...wish, author: 2, targets: [0, 3], tag: 0 },
      { ...wish, author: 3, targets: [0, 2], tag: 0 },
    ],
    [{ ...wish, author: 0, givesOther: 0, targets: [3, 1], quantity: 5 }],
  ],
};

const texts: string[] = [];
play(plan, ({ closed }) => texts.push(roundFileOf(closed.round)));

/** Bent from outside alone, the sum would be all that is ever looked at. */
const roundFile: Decoder = {
  name: 'file of a round',
  cost: 40,
  samples: texts.map(bytesOf),
  inside: {
    samples: texts.map((text) => bytesOf(text.slice(0, text.lastIndexOf(',"sum"')))),
    dress: (bent) => bytesOf(withSum(textOf(bent))),
  },
  read: (bytes) => {
    const text = textOf(bytes);
    const checked = checkRoundFile(text);
    return checked.ok ? bytesOf(roundFileOf(checked.value)) : null;
  },
  taken: 'exactly',
};

export const stakeDecoders: readonly Decoder[] = [roundFile];
