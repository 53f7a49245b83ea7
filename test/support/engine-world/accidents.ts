/** What happens to people whom nobody asked: a line is cut, a clock is wrong, a machine falls over. */
import type { Person, World } from '../engine-world.ts';

export type Accident = (person: Person, world: World) => unknown;

export const cut: Accident = (person, { chance, network, people }) => {
  network.cut(person.name, chance.one(people).name);
};

export const heal: Accident = (_, { network }) => {
  network.healAll();
};

export const holdBack: Accident = (person, { chance, network, people }) => {
  network.holdBack(person.name, chance.one(people).name, chance.whole(1, 20_000));
};

/** Somebody's clock goes ahead by at most so many milliseconds. */
export function clockAhead(msMax: number): Accident {
  return (person, { chance }) => {
    person.clockAheadMs += chance.whole(0, msMax);
  };
}

export const stop: Accident = (person) => person.stop();

export const crash: Accident = (person) => {
  person.crash();
};

/** Starts anew, to fall over after something that chance has chosen. */
export const fallLater: Accident = async (person, { chance }) => {
  person.crash();
  await person.start(chance.whole(1, 60));
};
