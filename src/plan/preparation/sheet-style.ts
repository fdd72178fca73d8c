/** How a sheet looks on paper and on a screen. No font, picture or script is fetched. */
export const SHEET_STYLE = `
:root { color-scheme: light dark; --ink: #1c2321; --soft: #55615d; --line: #d5dbd7; --page: #fff; --wash: #f2f5f3; --accent: #1f5f8a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebe8; --soft: #a3b0aa; --line: #38413d; --page: #161a18; --wash: #1f2522; --accent: #8fc3ea; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 0.5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0.75rem; border-bottom: 2px solid var(--line); padding-bottom: 0.25rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 0.5rem; }
h4 { font-size: 1rem; margin: 1.1rem 0 0.35rem; }
p { margin: 0 0 0.6rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.tasks { list-style: none; margin: 0; padding: 0; }
.tasks > li { border: 1px solid var(--line); border-radius: 8px; padding: 0.7rem 0.9rem 0.7rem 2.8rem; margin-bottom: 0.6rem; position: relative; break-inside: avoid; }
.tasks > li::before { content: ""; position: absolute; left: 0.9rem; top: 0.95rem; width: 1.1rem; height: 1.1rem; border: 2px solid var(--ink); border-radius: 3px; }
.tasks > li.done::before, .tasks > li.waived::before { content: "\\2713"; line-height: 0.95rem; text-align: center; font-weight: 700; }
.tasks > li.waived::before { content: "\\2013"; }
.tasks p { margin: 0.15rem 0 0; color: var(--soft); }
.state { font-weight: 600; }
ol { margin: 0.25rem 0 0.75rem; padding-left: 1.6rem; }
ol li { margin-bottom: 0.35rem; }
section.guide { break-inside: auto; }
.trouble { background: var(--wash); border-radius: 8px; padding: 0.6rem 0.9rem; margin: 0.75rem 0; }
.trouble dt { font-weight: 600; }
.trouble dd { margin: 0 0 0.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.35rem; }
th, td { text-align: left; padding: 0.35rem 0.6rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.date { white-space: nowrap; font-variant-numeric: tabular-nums; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { margin-top: 3rem; color: var(--soft); font-size: 0.875rem; }
@media print {
  :root { --ink: #000; --soft: #333; --line: #999; --page: #fff; --wash: #fff; --accent: #000; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2, h3, h4 { break-after: avoid; }
  tr, ol li { break-inside: avoid; }
  .trouble { border: 1px solid var(--line); }
}
`;
