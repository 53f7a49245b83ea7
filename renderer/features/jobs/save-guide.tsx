import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { saveBytes } from '../app/save-bytes.ts';

/** A text in JSON. It lies beside the page, as the examples do. */
const guide = './programs/job-guide.json';

/** Saves the guide for authors: what a job may use, and how to build one in several languages. */
export function SaveGuide() {
  const [isMissing, setMissing] = useState(false);
  const save = async () => {
    const response = await fetch(new URL(guide, document.baseURI)).catch(() => null);
    if (response?.ok === true)
      saveBytes(String(await response.json()), 'job-guide.md', 'text/markdown');
    else setMissing(true);
  };
  return (
    <>
      <Button small icon={<Download />} onPress={() => void save()}>
        Save the guide
      </Button>
      {isMissing && <span role="status">It could not be read just now.</span>}
    </>
  );
}
