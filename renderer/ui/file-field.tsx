import { FileUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { DropZone, FileTrigger, Text, type DropZoneProps } from 'react-aria-components';
import { Button } from './button.tsx';
import css from './file-field.module.css';

type DropEvent = Parameters<NonNullable<DropZoneProps['onDrop']>>[0];

interface FileFieldProps {
  readonly label: string;
  readonly choose: string;
  /** What is chosen; null shows the invitation to drop. */
  readonly chosen: ReactNode | null;
  readonly accept?: readonly string[];
  readonly onFile: (file: File) => void;
}

/** One file, chosen in a dialog or dropped. */
export function FileField({ label, choose, chosen, accept, onFile }: FileFieldProps) {
  return (
    <DropZone
      className={css.zone ?? ''}
      onDrop={(event) => {
        void firstFile(event).then((file) => {
          if (file) onFile(file);
        });
      }}
    >
      <Text slot="label" className="visually-hidden">
        {label}
      </Text>
      <div className={css.chosen}>
        {chosen ?? (
          <span className={css.invite}>
            <FileUp />
            Drop a file here, or choose one.
          </span>
        )}
      </div>
      <FileTrigger
        {...(accept && { acceptedFileTypes: accept })}
        onSelect={(files) => {
          const file = files?.[0];
          if (file) onFile(file);
        }}
      >
        <Button small>{choose}</Button>
      </FileTrigger>
    </DropZone>
  );
}

async function firstFile(event: DropEvent): Promise<File | null> {
  for (const item of event.items) if (item.kind === 'file') return item.getFile();
  return null;
}
