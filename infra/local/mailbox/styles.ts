// The style of the runner's own pages (mailbox, test sign-in): quiet, readable, light and dark.

export const localStyles = `
:root {
  color-scheme: light dark;
  --paper: #f7f6f3; --panel: #ffffff; --ink: #20262b; --soft: #5b666e; --line: #dcd9d2;
  --accent: #1f5f66; --on-accent: #ffffff; --tint: #e3efef; --warn: #8c2f16; --warn-tint: #fbe9e3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181b; --panel: #1d2327; --ink: #e8ebec; --soft: #a3aeb5; --line: #343c42;
    --accent: #7fc6cb; --on-accent: #0e1a1b; --tint: #21383b; --warn: #ffb39c; --warn-tint: #3b2019;
  }
}
* { box-sizing: border-box; }
html { height: 100%; }
body { margin: 0; min-height: 100%; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
a { color: var(--accent); }
code { font: .9em ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
button, input, select { font: inherit; color: inherit; }
input { width: 100%; padding: .55rem .7rem; border: 1px solid var(--soft); border-radius: 8px; background: var(--panel); }
button { padding: .45rem .8rem; min-height: 2.5rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); cursor: pointer; }
button:hover { border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button:disabled { opacity: .6; cursor: progress; }
.badge { display: inline-block; margin: 0 0 .75rem; padding: .1rem .6rem; border-radius: 99px; background: var(--tint); font-size: .85rem; }
.problem { padding: .7rem .9rem; border-radius: 8px; background: var(--warn-tint); color: var(--warn); }
.stack { display: grid; gap: .9rem; margin: 1rem 0; }
.stack label { display: grid; gap: .25rem; font-weight: 600; }
.narrow main { max-width: 27rem; margin: 0 auto; padding: 3rem 1.25rem; }
`;
