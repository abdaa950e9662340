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

/** Where to look on a document (WEB-4); the fields carry the numbers of the list beside it. */
export const cardPicture = svg`<svg class="card-picture" viewBox="0 0 320 190" aria-hidden="true">
  <rect class="paper" x="1" y="1" width="318" height="188" rx="12"/>
  <text class="t" x="20" y="34">資格情報のお知らせ</text>
  <g class="faint"><path d="M20 46h280"/></g>
  <text class="l" x="20" y="72">記号</text><rect class="f" x="62" y="56" width="96" height="24" rx="5"/><text class="v" x="72" y="73">71-1234</text>
  <text class="l" x="174" y="72">番号</text><rect class="f" x="212" y="56" width="88" height="24" rx="5"/><text class="v" x="222" y="73">123456</text>
  <text class="l" x="20" y="108">氏名</text><text class="v" x="62" y="108">ケンコム タロウ</text>
  <text class="l" x="20" y="134">生年月日</text><text class="v" x="92" y="134">昭和47年4月15日</text>
  <text class="l" x="20" y="167">保険者番号</text><rect class="f" x="108" y="150" width="110" height="24" rx="5"/><text class="v" x="118" y="167">06123459</text>
</svg>`;
