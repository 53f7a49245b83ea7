import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { saveBytes } from '../app/save-bytes.ts';

/** A text in JSON. It lies beside the page, as the examples do. */
const guide = './programs/job-guide.json';

/** What a person who chose JavaScript should know before it costs them hours. */
export function InterpreterNotice() {
  const [isMissing, setMissing] = useState(false);
  const save = async () => {
    const response = await fetch(new URL(guide, document.baseURI)).catch(() => null);
    if (response?.ok === true)
      saveBytes(String(await response.json()), 'job-guide.md', 'text/markdown');
    else setMissing(true);
  };
  return (
    <Notice
      title="JavaScript: an interpreter"
      actions={
        <Button small icon={<Download />} onPress={() => void save()}>
          Save the guide
        </Button>
      }
    >
      Compiled modules are some fifty times faster, and so cost as much less. The guide shows how to
      make one.{isMissing && ' It could not be read just now.'}
    </Notice>
  );
}
