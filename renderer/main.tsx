// The tokens come first: they say in which order the layers of style count.
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { assert } from '../shared/base/assert.ts';
import { App } from './features/app/app.tsx';
import { applyTextSize, readTextSize } from './features/app/text-size.ts';
import { applyTheme, readTheme } from './features/app/theme.ts';
import { NodeProvider } from './node/node-provider.tsx';
import { createPageConnection } from './node/page-connection.ts';

const root = document.getElementById('root');
assert(root !== null, 'index.html has an element with the id root');
applyTheme(readTheme());
applyTextSize(readTextSize());
createRoot(root).render(
  <StrictMode>
    <NodeProvider connection={createPageConnection()}>
      <App />
    </NodeProvider>
  </StrictMode>,
);
