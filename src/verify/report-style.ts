/** How the report looks: calm, printable, legible in the dark and on a telephone. No font, picture or script is fetched. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f5; --sheet: #ffffff; --ink: #1c2321; --soft: #5b6763; --line: #e1e5e2; --faint: #f0f2f0;
  --good: #1f6f4a; --good-wash: #edf6f1; --warn: #8a5a00; --warn-wash: #fcf5e6; --bad: #a3342c; --bad-wash: #fcf0ee;
  --link: #24588f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131715; --sheet: #1b201e; --ink: #e6ebe8; --soft: #9aa8a2; --line: #2e3633; --faint: #222825;
    --good: #7fd1a6; --good-wash: #172923; --warn: #e8be6b; --warn-wash: #2b2414; --bad: #f0958c; --bad-wash: #2d1d1b;
    --link: #93bdec;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 70rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1, h2, h3, p, dl, dd, figure { margin: 0; }
h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 1.15rem; font-weight: 650; margin: 2.75rem 0 0.25rem; }
h3 { font-size: 1rem; font-weight: 600; line-height: 1.4; }
.lead { color: var(--soft); max-width: 46rem; margin-bottom: 1rem; }
.eyebrow { color: var(--soft); font-size: 0.875rem; margin-bottom: 1.25rem; }
.eyebrow b { color: var(--ink); font-weight: 650; }
.verdict { border-radius: 14px; padding: 1.5rem 1.75rem; background: var(--wash); border: 1px solid color-mix(in srgb, var(--tone) 22%, transparent); }
.verdict .badge { color: var(--tone); font-weight: 650; display: flex; align-items: center; gap: 0.55rem; margin-bottom: 0.5rem; }
.verdict .badge svg { flex: none; }
.verified { --tone: var(--good); --wash: var(--good-wash); }
.verified-with-exceptions { --tone: var(--warn); --wash: var(--warn-wash); }
.not-verified { --tone: var(--bad); --wash: var(--bad-wash); }
.route { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; margin-top: 1rem; color: var(--soft); font-size: 0.9375rem; }
.route b { color: var(--ink); font-weight: 600; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1px; margin-top: 1.25rem;
  background: var(--line); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
.figures div { background: var(--sheet); padding: 1rem 1.25rem; display: flex; flex-direction: column; }
.figures dt { color: var(--soft); font-size: 0.875rem; order: 2; }
.figures dd { font-size: 1.6rem; font-weight: 600; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.figures small { color: var(--soft); font-size: 0.8125rem; order: 3; }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; margin-top: 1rem; overflow: hidden; }
.card > summary { list-style: none; cursor: pointer; padding: 1.1rem 1.25rem; display: grid; grid-template-columns: 1fr auto; gap: 0.15rem 1rem; }
.card > summary::-webkit-details-marker { display: none; }
.card > summary:hover { background: var(--faint); }
.card > summary p { color: var(--soft); font-size: 0.9375rem; grid-column: 1; }
.card > summary p b { color: var(--ink); font-weight: 600; }
.card > summary h3 { display: flex; gap: 0.85rem; }
.card > summary h3::before { content: ""; flex: none; width: 0.45rem; height: 0.45rem; margin: 0.45rem 0 0 0.1rem;
  border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); transition: transform 0.12s; }
.card[open] > summary h3::before { transform: rotate(45deg) translate(-2px, -1px); }
.card > summary p { padding-left: 1.4rem; }
.small { margin-top: 0.5rem; }
.small > summary { padding: 0.7rem 1.25rem; }
.small > summary h3 { font-weight: 400; }
.more { color: var(--soft); font-size: 0.9375rem; padding: 0.7rem 1.25rem; border-top: 1px solid var(--line); }
.count { color: var(--soft); font-size: 0.9375rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; border-top: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 0.8125rem; padding: 0.6rem 0.75rem; white-space: nowrap; vertical-align: bottom; }
td, tbody th { padding: 0.6rem 0.75rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
tbody th { font-weight: 500; color: inherit; font-size: inherit; white-space: normal; }
thead + tbody tr:first-child > * { border-top: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 1.25rem; }
th:last-child, td:last-child { padding-right: 1.25rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.date { white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide { min-width: 14rem; max-width: 26rem; }
.name { min-width: 8rem; max-width: 20rem; }
.sub { display: block; color: var(--soft); font-size: 0.8125rem; }
.zero { color: var(--soft); opacity: 0.6; }
.alarm { color: var(--bad); font-weight: 600; }
.ok { color: var(--good); }
tfoot td, tfoot th { border-top: 2px solid var(--line); font-weight: 600; color: var(--ink); font-size: inherit; padding: 0.6rem 0.75rem; }
progress { appearance: none; width: 4.5rem; height: 4px; border: 0; border-radius: 2px; background: var(--line); display: block; margin: 0.35rem 0 0 auto; }
progress::-webkit-progress-bar { background: var(--line); border-radius: 2px; }
progress::-webkit-progress-value { background: var(--good); border-radius: 2px; }
progress::-moz-progress-bar { background: var(--good); border-radius: 2px; }
.plain { list-style: none; margin: 1rem 0 0; padding: 0; background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; }
.plain li { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: 0.7rem 1.25rem; }
.plain li + li { border-top: 1px solid var(--line); }
.terms { display: grid; grid-template-columns: minmax(9rem, 13rem) 1fr; gap: 0.5rem 1.5rem; margin-top: 1rem; font-size: 0.9375rem; }
.terms dt { font-weight: 600; }
.terms dd { color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.875rem; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
@media (max-width: 46rem) {
  main { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.35rem; }
  .verdict { padding: 1.25rem; }
  .figures { grid-template-columns: repeat(2, 1fr); }
  .figures div:last-child:nth-child(odd) { grid-column: span 2; }
  .terms { grid-template-columns: 1fr; gap: 0; }
  .terms dd { margin-bottom: 0.75rem; }
  .scroll { overflow: visible; }
  table, tbody, tfoot, tr, td, tbody th, tfoot th { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: 0.75rem 1.25rem; border-top: 1px solid var(--line); }
  tbody:first-of-type tr:first-child { border-top: 0; }
  tfoot tr { border-top: 2px solid var(--line); }
  td, tbody th, tfoot th, th:first-child, td:first-child, th:last-child, td:last-child,
  thead + tbody tr:first-child > * { border: 0; padding: 0.1rem 0; }
  tbody th, tfoot th { font-weight: 600; }
  td[data-label] { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0.75rem; text-align: left; }
  td[data-label]::before { content: attr(data-label); color: var(--soft); font-size: 0.875rem; }
  td:empty, td.number:has(.zero) { display: none; }
  tfoot td, tfoot th { border: 0; padding: 0.1rem 0; }
  .wide, .name { min-width: 0; max-width: none; }
  td, tbody th { overflow-wrap: anywhere; }
  .number, .date { white-space: normal; }
  progress { display: none; }
}
@media print {
  :root { --page: #fff; --sheet: #fff; --ink: #000; --soft: #444; --line: #ccc; --faint: #fff; --good: #1f6f4a; --warn: #8a5a00; --bad: #a3342c;
    --good-wash: #fff; --warn-wash: #fff; --bad-wash: #fff; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .verdict { border-color: var(--tone); }
  .card, .plain, .figures { break-inside: auto; border-radius: 0; }
  tr, .plain li, .card > summary { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .card > summary h3::before { content: none; }
  .card > summary p { padding-left: 0; }
}
`;
