// What all views are written with: Preact, its hooks, and HTML in template strings.
import { h } from './preact.js';
import htm from './htm.js';

export { Fragment, render } from './preact.js';
export { useEffect, useLayoutEffect, useMemo, useRef, useState, useCallback } from './hooks.js';
export const html = htm.bind(h);
