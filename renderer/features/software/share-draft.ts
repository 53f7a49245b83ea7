import { platformWords, type ReleaseTextInput } from '../../../shared/api/software-shape.ts';
import { oneLine } from '../../../shared/api/words.ts';
import { isOpenLicence } from '../../../shared/software/licences.ts';
import type { Platform } from './use-releases.ts';

/** What somebody writes of a release before it is signed. */
export interface ShareDraft {
  /** The folder or file, as its system writes it. */
  readonly place: string;
  /** Of the git repository in it, whose files are shared; empty for the files as they lie there. */
  readonly tag: string;
  /** Under which the node reads it; empty before it was asked to. */
  readonly request: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly platforms: readonly string[];
  readonly source: string;
  readonly notes: string;
  /** Ids of what went into it. */
  readonly tasks: readonly string[];
  readonly receipts: readonly string[];
}

/** What each part of the form is given. */
export interface SharePartProps {
  readonly draft: ShareDraft;
  readonly set: (part: Partial<ShareDraft>) => void;
}

export const emptyShare: ShareDraft = {
  ...{ place: '', tag: '', request: '', name: '', version: '', licence: '' },
  ...{ platforms: [], source: '', notes: '', tasks: [], receipts: [] },
};

/** As it is signed. */
export function releaseTextOf(draft: ShareDraft): ReleaseTextInput {
  return {
    name: oneLine(draft.name),
    version: oneLine(draft.version),
    licence: draft.licence,
    platforms: platformWords.filter((each): each is Platform => draft.platforms.includes(each)),
    source: oneLine(draft.source),
    notes: draft.notes.trim(),
  };
}

/** What is still to be written, as the reason beside the button; null when nothing is. */
export function shareLacks(draft: ShareDraft, isReady: boolean): string | null {
  const { name, version, licence } = releaseTextOf(draft);
  if (!isReady) return 'Choose what to share first.';
  if (name === '') return 'Give it a name.';
  if (version === '') return 'Say which version it is.';
  return isOpenLicence(licence) ? null : 'Choose its licence.';
}
