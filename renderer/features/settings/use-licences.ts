import { useState } from 'react';
import * as v from 'valibot';

const Library = v.strictObject({
  name: v.string(),
  version: v.string(),
  /** As its package names it. */
  licence: v.string(),
  /** Null where its package brings none. */
  text: v.nullable(v.string()),
});
const Licences = v.strictObject({
  /** Of this program itself. */
  licence: v.string(),
  libraries: v.array(Library),
});

export type LibraryView = v.InferOutput<typeof Library>;
export type LicencesView = v.InferOutput<typeof Licences>;

/** Made where the page is built, and lies beside it. */
const list = './licences.json';

/** What the program is built on, once it was asked for; null: it cannot be read. */
export function useLicences() {
  const [licences, setLicences] = useState<LicencesView | null | undefined>(undefined);
  return {
    licences,
    async read() {
      const found: unknown = await fetch(new URL(list, document.baseURI))
        .then((response) => response.json())
        .catch(() => null);
      const read = v.safeParse(Licences, found);
      setLicences(read.success ? read.output : null);
    },
  };
}
