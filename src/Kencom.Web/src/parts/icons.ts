import { svg, type SVGTemplateResult } from 'lit';

const icon = (paths: SVGTemplateResult) =>
  svg`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

export const icons = {
  back: icon(svg`<path d="M15 5l-7 7 7 7"/>`),
  next: icon(svg`<path d="M9 5l7 7-7 7"/>`),
  check: icon(svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`),
  dot: icon(svg`<circle cx="12" cy="12" r="3.5"/>`),
  alert: icon(svg`<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.4v.1"/>`),
  info: icon(svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>`),
  mail: icon(svg`<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3.5 7l8.5 6 8.5-6"/>`),
  clock: icon(svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.4 2"/>`),
  card: icon(svg`<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M7 10h6M7 14h10"/>`),
  lock: icon(svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>`),
  person: icon(svg`<circle cx="12" cy="8" r="4"/><path d="M4.5 20c.8-4 3.600-6 7.500-6s6.700 2 7.500 6"/>`),
  screen: icon(svg`<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M9 20h6M12 16v4"/>`),
  arrow: icon(svg`<path d="M5 12h13M13 7l5 5-5 5"/>`),
  chart: icon(svg`<path d="M4 4v16h16M8 15l3.5-4 3 2.5L20 7"/>`),
  phone: icon(svg`<rect x="7" y="3" width="10" height="18" rx="2.5"/><path d="M11 18h2"/>`),
  people: icon(svg`<circle cx="9" cy="9" r="3"/><path d="M3.5 19c.6-3.3 2.7-5 5.500-5s4.900 1.700 5.500 5M16 6.500a2.800 2.800 0 0 1 0 5M17.500 14.500c1.700.6 2.700 2 3 4.500"/>`),
};

/** Our mark: two leaves that make a heart over a line of steps. */
export const mark = svg`<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
  <path class="mark-back" d="M16 26C8 22 4.500 16.500 5.500 9.500 11 8.500 15 11.500 16 17z"/>
  <path class="mark-front" d="M16 26c8-4 11.500-9.500 10.500-16.500C21 8.500 17 11.500 16 17z"/></svg>`;

/** The landscape of the first page. */
export const landscape = svg`<svg class="landscape" viewBox="0 0 560 120" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
  <circle class="sun" cx="290" cy="32" r="15"/>
  <path class="hill-3" d="M0 68C70 24 150 28 230 58s210 22 330-30v92H0z"/>
  <path class="hill-2" d="M0 90c110-36 200-24 300-2s170 10 260-14v46H0z"/>
  <path class="hill-1" d="M0 108c140-26 260-18 350-8s150 4 210-8v28H0z"/>
  <path class="path" d="M84 117c44-12 112-9 142-17s22-19 46-24 64-6 84-13"/>
</svg>`;
