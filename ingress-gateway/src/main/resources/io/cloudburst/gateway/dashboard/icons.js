// Line drawings of 20 by 20.
import { html } from './lib.js';

const PATHS = {
  overview: 'M3 3.5h6v7H3zM11 3.5h6v4h-6zM11 9.5h6v7h-6zM3 12.5h6v4H3z',
  functions: 'M12.5 4.5c-2.4-1-3.3.6-3.6 2.3L7.6 14c-.3 1.6-1.2 2.6-3 1.900M5.5 9h6M12.5 10.500l4 5M16.5 10.500l-4 5',
  dags: 'M2.5 8h4v4h-4zM13.5 3.500h4v4h-4zM13.5 12.500h4v4h-4zM6.5 10c4 0 3-4.5 7-4.500M6.5 10c4 0 3 4.5 7 4.5',
  runs: 'M3 5h7M6 10h8M11 15h6',
  store: 'M3.5 5c0-1.4 3-2.5 6.5-2.500s6.5 1.1 6.5 2.5-3 2.5-6.5 2.500S3.5 6.4 3.5 5zM3.5 5v10c0 1.4 3 2.5 6.5 2.500s6.5-1.1 6.5-2.500V5M3.5 10c0 1.4 3 2.5 6.5 2.500s6.5-1.1 6.5-2.5',
  system: 'M2.5 10.500h3l2-5.5 4 10 2.2-4.500h3.8',
  sun: 'M10 6.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1.1 1.100M14.6 14.600l1.1 1.100M15.7 4.300l-1.1 1.100M5.4 14.600l-1.1 1.1',
  moon: 'M16.5 12A7 7 0 0 1 8 3.500a7 7 0 1 0 8.5 8.500z',
  auto: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14M12 5.500h2M12 8.500h4M12 11.500h4M12 14.500h2',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
  key: 'M7 8.500a3.5 3.5 0 1 0 0 5 3.5 3.5 0 0 0 0-5zM8 11h9M14 11v3',
  back: 'M12 4l-6 6 6 6',
};

export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

export const Mark = () => html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="8" />
  <path class="mark-cloud" d="M9.5 18.500a4.2 4.2 0 0 1 .6-8.4 6.2 6.2 0 0 1 11.7 1.3 3.7 3.7 0 0 1 .7 7.100z" />
  <path class="mark-rain" d="M11 22v3M16 22v4.500M21 22v3" />
</svg>`;
