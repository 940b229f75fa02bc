// Enhancement only: every journey works without this file.
import { initAll } from '../nhsuk/nhsuk-frontend.min.js';
import './rating.js';
import { watchAutosave } from './autosave.js';
import { watchPasskeys } from './passkey.js';
import { walkCharts } from './chart-points.js';
import { watchColours } from './colour.js';
import { watchFolds } from './fold.js';
import { watchSession } from './session.js';
import { watchShortcut } from './shortcut.js';

// Modules run before DOMContentLoaded, and the design system looks for this class when it starts.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported');
// Words are counted as the server counts them: what stands between white space.
initAll({ characterCount: { countFunction: (text) => text.split(/\s+/).filter(Boolean).length } });
watchAutosave();
watchShortcut();
watchSession();
watchPasskeys();
walkCharts();
watchColours();
watchFolds();
