/** The style sheet of the HTML report: light and dark, no outside font, prints well. */
export const style = `
:root { --ink: #1b1f24; --paper: #ffffff; --faint: #606872; --line: #d8dde3; --card: #f6f8fa;
  --upheld: #1a7f37; --violated: #c21f2b; --broken: #8250df; --observed: #9a6700; --skipped: #606872; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9198a1; --line: #30363d; --card: #161b22;
  --upheld: #3fb950; --violated: #ff7b72; --broken: #d2a8ff; --observed: #d29922; --skipped: #9198a1; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0 0 .75rem; font-size: 1.7rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h2 small { font-weight: normal; font-size: .85rem; }
h2 small span { margin-left: .75rem; }
.upheld { --tone: var(--upheld); } .violated { --tone: var(--violated); } .broken { --tone: var(--broken); }
.observed { --tone: var(--observed); } .not-applicable { --tone: var(--skipped); }
h1, h2 small span, .verdict, nav b { color: var(--tone); }
header dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .5rem 1.5rem; margin: 0; }
dt { color: var(--faint); font-size: .8rem; } dd { margin: 0; overflow-wrap: anywhere; }
.notice { border-left: 4px solid var(--broken); padding: .5rem .75rem; background: var(--card); }
nav { position: sticky; top: 0; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .75rem 0; margin-top: 1rem;
  background: var(--paper); border-bottom: 1px solid var(--line); z-index: 1; }
input[type=search] { flex: 1 1 12rem; padding: .35rem .6rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.rule { border-left: 3px solid var(--tone); padding: .25rem .75rem; margin: .35rem 0; background: var(--card); border-radius: 0 6px 6px 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.verdict { display: inline-block; min-width: 7rem; font-weight: 600; }
.says { display: block; padding-left: 1.05rem; font-size: .9rem; }
.level, .clause { color: var(--faint); font-size: .85rem; }
p { margin: .4rem 0; }
code, pre { font: 13px/1.45 ui-monospace, Consolas, Menlo, monospace; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.failure { display: grid; gap: .5rem; margin: .5rem 0; }
.frames ol { margin: .25rem 0; padding-left: 2.25rem; max-height: 24rem; overflow: auto; }
footer { margin-top: 2.5rem; color: var(--faint); font-size: .85rem; }
[hidden] { display: none; }
@media print { nav { display: none; } body { max-width: none; } }
`;

/** The script of the HTML report: shows the standings ticked and the rules that fit the search. */
export const script = `
const boxes = [...document.querySelectorAll('nav input[type=checkbox]')];
const find = document.getElementById('find');
const rules = [...document.querySelectorAll('details.rule')];
function filter() {
  const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const text = find.value.trim().toLowerCase();
  for (const rule of rules) rule.hidden = !shown.has(rule.dataset.standing) || !rule.textContent.toLowerCase().includes(text);
  for (const section of document.querySelectorAll('main section')) {
    const own = [...section.querySelectorAll('details.rule')];
    section.hidden = own.length > 0 && own.every((rule) => rule.hidden);
  }
}
for (const control of [...boxes, find]) control.addEventListener('input', filter);
`;
