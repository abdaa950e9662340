import { html, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { chartOf, type Chart, type ChartPoint } from '../checkups/chart.ts';
import type { Course, Entry } from '../checkups/course.ts';
import { valueWords } from '../checkups/words.ts';
import { Part } from './page.ts';

/** Before the page has measured it, and on paper. */
const usualWidth = 480;

/** A course as a picture: its values are said by the table beside it, so readers hear only what the picture shows as a whole. */
@customElement('kencom-course')
export class CourseChart extends Part {
  @property({ attribute: false }) course!: Course;
  /** The checkup that the page shows. */
  @property({ attribute: false }) shown?: Entry;
  @state() private width = usualWidth;
  private readonly observer = new ResizeObserver(([entry]) => {
    const width = Math.round(entry!.contentRect.width);
    // Within a closed part it has no width; then it waits.
    if (width > 0) {
      this.width = width;
    }
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  protected override render() {
    const chart = chartOf(this.course, this.width);
    if (!chart) {
      return nothing;
    }
    const { width, height, plot } = chart;
    return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.words(chart)}>
      ${chart.years.map(({ edge }, index) => (index ? svg`<line class="strip" x1=${edge} x2=${edge} y1=${plot.top} y2="${plot.bottom}"/>` : nothing))}
      <path class="band" d="${chart.band}"/>
      ${chart.values.map(({ y, text }) => svg`<line class="grid" x1=${plot.left} x2=${plot.right} y1=${y} y2="${y}"/><text class="value" x=${plot.left - 8} y=${y} dy=".35em">${text}</text>`)}
      <text class="unit" x="0" y="14">${this.unit(chart)}</text>
      ${chart.years.map(({ x, text }) => svg`<text class="year" x=${x} y=${plot.bottom + 19}>${text}</text>`)}
      <line class="axis" x1=${plot.left} x2=${plot.right} y1=${plot.bottom} y2="${plot.bottom}"/>
      <path class="gap" d="${chart.gaps}"/><path class="course" d="${chart.line}"/>
      ${chart.points.map((point) => this.renderPoint(point, chart))}
    </svg>`;
  }

  private renderPoint({ x, y, standing, mark, entry, labelled }: ChartPoint, { plot }: Chart) {
    const shown = entry === this.shown;
    const above = y - plot.top > 4;
    return svg`
      <g transform="translate(${x} ${y})">
        ${shown ? svg`<circle class="shown" r="11"/>` : nothing}
        <path class="mark ${standing}" d=${mark} transform="${standing === 'low' ? 'rotate(180)' : nothing}"/>
        ${labelled || shown ? svg`<text class="label" y=${above ? -14 : 22}>${entry.item.value}</text>` : nothing}
      </g>`;
  }

  private unit({ points }: Chart): string {
    return points.at(-1)!.entry.item.unit ?? '';
  }

  private words({ points }: Chart): string {
    const [first, last] = [points[0]!.entry, points.at(-1)!.entry];
    const at = (entry: typeof first) => `${entry.fiscalYear}年度の${valueWords(entry.item)}`;
    return first === last ? `${this.course.name}のグラフ。${at(last)}。` : `${this.course.name}のグラフ。${at(first)}から、${at(last)}まで。値は次の表にあります。`;
  }
}
