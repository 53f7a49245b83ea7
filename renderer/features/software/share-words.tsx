import { platformWords } from '../../../shared/api/software-shape.ts';
import { licenceWords, platformLabel } from '../../../shared/api/software-words.ts';
import { openLicences } from '../../../shared/software/licences.ts';
import { releaseLimits } from '../../../shared/software/limits.ts';
import { CheckList } from '../../ui/check-list.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import type { SharePartProps } from './share-draft.ts';

/** What is said of it. */
export function ShareWords({ draft, set }: SharePartProps) {
  return (
    <>
      <TextField
        label="Name"
        value={draft.name}
        maxLength={releaseLimits.nameLength}
        onChange={(name) => {
          set({ name });
        }}
      />
      <TextField
        label="Version"
        value={draft.version}
        short
        maxLength={releaseLimits.versionLength}
        onChange={(version) => {
          set({ version });
        }}
      />
      <SelectField
        label="Licence"
        value={draft.licence}
        options={[
          { id: '', label: 'Choose one' },
          ...[...openLicences.keys()].map((id) => ({ id, label: licenceWords(id) })),
        ]}
        onChange={(licence) => {
          set({ licence });
        }}
      />
      <p className={text.dense}>
        Only open licences are listed: the hours of others went into sharing it, so everybody may
        use, read, change and pass it on.
      </p>
      <CheckList
        label="Runs on"
        options={platformWords.map((id) => ({ id, label: platformLabel(id) }))}
        chosen={draft.platforms}
        onChange={(platforms) => {
          set({ platforms });
        }}
      />
      <TextField
        label="Where its source is (if not in the files)"
        value={draft.source}
        maxLength={releaseLimits.linkLength}
        onChange={(source) => {
          set({ source });
        }}
      />
      <TextField
        label="What it does, and what is new (if you like)"
        value={draft.notes}
        lines={4}
        maxLength={releaseLimits.notesLength}
        onChange={(notes) => {
          set({ notes });
        }}
      />
    </>
  );
}
