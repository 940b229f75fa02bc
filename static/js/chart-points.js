// Arrow keys walk the points of a chart; each point's own title is shown and read out. Without this file the table
// under the chart says the same.
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

const HINT = 'Choose a point, or press the arrow keys on the chart, to read single values.';

class ChartPoints {
  constructor(svg, said) {
    this.points = [...svg.querySelectorAll('[data-i]')].sort((a, b) => a.dataset.i - b.dataset.i);
    this.said = said;
    this.at = this.points.length;
    svg.setAttribute('tabindex', '0');
    said.textContent = HINT;
    svg.addEventListener('keydown', (event) => this.key(event));
    svg.addEventListener('blur', () => this.leave());
    svg.addEventListener('click', (event) => this.show(this.points.indexOf(event.target.closest('[data-i]'))));
  }

  key(event) {
    const last = this.points.length - 1;
    const to = { Home: 0, End: last }[event.key] ?? this.at + STEPS[event.key];
    if (Number.isNaN(to)) return;
    event.preventDefault();
    this.show(Math.max(0, Math.min(last, to)));
  }

  show(at) {
    if (!this.points[at]) return;
    this.leave();
    this.at = at;
    this.points[at].setAttribute('data-here', '');
    this.said.textContent = this.points[at].querySelector('title').textContent;
  }

  leave() {
    this.points[this.at]?.removeAttribute('data-here');
  }
}

export function walkCharts(page = document) {
  for (const chart of page.querySelectorAll('.hg-chart[data-points]')) {
    const said = chart.querySelector('.hg-chart__said');
    for (const svg of chart.querySelectorAll('svg')) {
      if (svg.querySelector('[data-i]')) new ChartPoints(svg, said);
    }
  }
}
