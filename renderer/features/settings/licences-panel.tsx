import { useState } from 'react';
import { plural } from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import css from './settings-page.module.css';
import { useLicences, type LibraryView, type LicencesView } from './use-licences.ts';

/** Under which terms this program and what it is built on may be used. */
export function LicencesPanel() {
  const { licences, read } = useLicences();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title="Licences">
      <div className={css.name}>
        <p className={css.dense}>
          Common Hours is open to everybody, and so is what it is built on: each library with its
          licence, word for word.
        </p>
        <Button
          onPress={() => {
            setOpen(!isOpen);
            if (!licences) void read();
          }}
        >
          {isOpen && licences ? 'Hide the libraries' : 'Show the libraries'}
        </Button>
        <p role="status" className={licences === null ? css.dense : 'visually-hidden'}>
          {licences === null && 'The list could not be read just now.'}
        </p>
        {isOpen && licences && <Libraries {...licences} />}
      </div>
    </Panel>
  );
}

function Libraries({ licence, libraries }: LicencesView) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <p className={css.dense}>
        Common Hours: {licence}. Below, {plural(libraries.length, 'library', 'libraries')}.
      </p>
      <div className={css.list}>
        <DataTable<LibraryView>
          caption="Libraries"
          rows={libraries}
          rowKey={({ name, version }) => `${name} ${version}`}
          columns={columns}
          open={open}
          onOpen={setOpen}
          detail={(library) => <LicenceText {...library} />}
        />
      </div>
    </>
  );
}

function LicenceText({ name, text: words, licence }: LibraryView) {
  if (words === null) {
    return (
      <p className={css.dense}>Its package names the licence, {licence}, and brings no text.</p>
    );
  }
  return (
    <pre className={css.licence} role="region" aria-label={`Licence of ${name}`} dir="ltr">
      {words}
    </pre>
  );
}

const columns: readonly Column<LibraryView>[] = [
  {
    id: 'name',
    header: 'Library',
    cell: ({ name }) => <bdi className={text.name}>{name}</bdi>,
  },
  { id: 'version', header: 'Version', leaveOut: 'small', cell: ({ version }) => version },
  { id: 'licence', header: 'Licence', cell: ({ licence }) => licence },
];
