// What is around every view: where one can go, whether what is shown is live, the theme.
import { hasKey, takeKey } from './access.js';
import { Icon, Mark } from './icons.js';
import { html, useState } from './lib.js';
import { connection } from './live.js';
import { href } from './router.js';
import { useCell } from './state.js';

const PLACES = [
  ['', 'overview', 'Overview'],
  ['dags', 'dags', 'DAGs'],
  ['functions', 'functions', 'Functions'],
  ['runs', 'runs', 'Runs'],
  ['store', 'store', 'Store'],
  ['system', 'system', 'System'],
];

const CONNECTION = {
  live: ['ok', 'Live', 'Figures and runs come as they happen.'],
  connecting: ['busy', 'Connecting', 'Asking the gateway for its events.'],
  waiting: ['bad', 'Not connected', 'The gateway does not answer; trying again.'],
  asleep: ['busy', 'Asleep', 'Nobody has looked at this page for a while.'],
  refused: ['bad', 'No access', 'The gateway wants a key.'],
};

const THEMES = { auto: 'light', light: 'dark', dark: 'auto' };
const THEME_ICONS = { auto: 'auto', light: 'sun', dark: 'moon' };
const THEME_WORDS = { auto: 'as the system', light: 'light', dark: 'dark' };

function ThemeSwitch() {
  const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? 'auto');
  const turn = () => {
    const next = THEMES[theme];
    if (next === 'auto') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = next;
    }
    try {
      localStorage.setItem('cloudburst.theme', next);
    } catch {
      // Then it is so until the page is left.
    }
    setTheme(next);
  };
  const label = `Theme: ${THEME_WORDS[theme]}. Switch to ${THEME_WORDS[THEMES[theme]]}`;
  return html`<button class="icon-button" onClick=${turn} aria-label=${label} title=${label}>
    <${Icon} name=${THEME_ICONS[theme]} /></button>`;
}

function Connection() {
  const state = useCell(connection);
  const [kind, word, words] = CONNECTION[state];
  return html`<span class="connection ${kind}" role="status" title=${words}><i class="dot" />${word}</span>`;
}

export function Shell({ view, children }) {
  return html`<div class="shell">
    <a class="skip" href="#content" onClick=${(event) => {
      // The part after the # says which view is shown, so the browser is not asked to jump.
      event.preventDefault();
      document.getElementById('content').focus();
    }}>Skip to the content</a>
    <header class="side">
      <a class="brand" href=${href('')} aria-label="Cloudburst, overview"><${Mark} /><b>Cloudburst</b></a>
      <nav aria-label="Views">
        ${PLACES.map(([place, icon, title]) => html`<a key=${place} class="place" href=${href(place)}
          aria-current=${place === view ? 'page' : undefined}><${Icon} name=${icon} /><span>${title}</span></a>`)}
      </nav>
      <div class="tools">
        <${Connection} />
        ${hasKey() && html`<button class="icon-button" onClick=${() => takeKey('')} aria-label="Forget the API key" title="Forget the API key">
          <${Icon} name="key" /></button>`}
        <${ThemeSwitch} />
      </div>
    </header>
    <main id="content" tabindex="-1">${children}</main>
  </div>`;
}
