// The API key. It is kept for this tab only, and asked for when the gateway wants one.
import { html, useEffect, useRef, useState } from './lib.js';
import { Cell, useCell } from './state.js';

const PLACE = 'cloudburst.key';

function kept() {
  try {
    return sessionStorage.getItem(PLACE) ?? '';
  } catch {
    return '';
  }
}

let key = kept();

/** Why a key is asked for, or null. */
export const asked = new Cell(null);
/** Grows with every new key: everything is to be loaded again. */
export const keyRound = new Cell(0);

export function authorization() {
  return key ? { Authorization: `Bearer ${key}` } : {};
}

export function hasKey() {
  return key !== '';
}

export function askForKey(why) {
  if (asked.value === null) {
    asked.set(why);
  }
}

export function takeKey(value) {
  key = value;
  try {
    if (key) {
      sessionStorage.setItem(PLACE, key);
    } else {
      sessionStorage.removeItem(PLACE);
    }
  } catch {
    // Then it is known until the page is left.
  }
  asked.set(null);
  keyRound.set(keyRound.value + 1);
}

export function KeyDialog() {
  const why = useCell(asked);
  const dialog = useRef(null);
  const [value, setValue] = useState('');
  useEffect(() => {
    if (why !== null && !dialog.current.open) {
      dialog.current.showModal();
    }
  }, [why]);
  if (why === null) {
    return null;
  }
  const submit = (event) => {
    event.preventDefault();
    if (value.trim()) {
      takeKey(value.trim());
      setValue('');
    }
  };
  return html`<dialog class="dialog" ref=${dialog} aria-labelledby="key-title" onCancel=${() => asked.set(null)}>
    <form onSubmit=${submit}>
      <h2 id="key-title">This gateway asks who you are</h2>
      <p class="muted">${why}</p>
      <label class="field"><span>API key or token</span>
        <input type="password" autocomplete="off" spellcheck="false" autofocus value=${value}
          onInput=${(event) => setValue(event.target.value)} /></label>
      <p class="hint">It is kept in this tab until you close it. <code>./cloudburst gateway key</code> makes one.</p>
      <div class="buttons">
        <button type="button" class="button" onClick=${() => asked.set(null)}>Not now</button>
        <button class="button primary" disabled=${!value.trim()}>Enter</button>
      </div>
    </form>
  </dialog>`;
}
