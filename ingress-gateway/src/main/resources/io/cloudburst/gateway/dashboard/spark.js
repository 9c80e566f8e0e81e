// A line of the last minutes; a gap where there is no value.
import { html } from './lib.js';

const WIDTH = 300;
const HEIGHT = 48;

/**
 * @param values one a second, the newest last; null: none
 * @param marks the same, of what is drawn as bars from below in the colour of errors
 * @param seconds that the width stands for
 */
export function Spark({ values, marks = [], seconds = 300, label }) {
  const most = Math.max(0, ...values, ...marks) * 1.1 || 1;
  const x = (i, length) => WIDTH - ((length - 1 - i) * WIDTH) / (seconds - 1);
  const y = (value) => HEIGHT - 1 - (value / most) * (HEIGHT - 4);
  let line = '';
  let area = '';
  let open = false;
  values.forEach((value, i) => {
    const at = x(i, values.length).toFixed(1);
    if (value === null) {
      if (open) {
        area += `L${x(i - 1, values.length).toFixed(1)} ${HEIGHT}Z`;
      }
      open = false;
      return;
    }
    line += `${open ? 'L' : 'M'}${at} ${y(value).toFixed(1)}`;
    area += open ? `L${at} ${y(value).toFixed(1)}` : `M${at} ${HEIGHT}L${at} ${y(value).toFixed(1)}`;
    open = true;
  });
  if (open) {
    area += `L${WIDTH} ${HEIGHT}Z`;
  }
  const bars = marks.map((value, i) => (value > 0 ? `M${x(i, marks.length).toFixed(1)} ${HEIGHT}V${y(value).toFixed(1)}` : '')).join('');
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${label}>
    <path class="spark-area" d=${area} /><path class="spark-line" d=${line} />
    ${bars && html`<path class="spark-marks" d=${bars} />`}
  </svg>`;
}
