// The mailbox's layout: a bar, a list, a reading pane; on a phone one pane at a time.

export const mailboxStyles = `
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.soft { color: var(--soft); }
.mailbox { display: flex; flex-direction: column; height: 100vh; height: 100dvh; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between;
  padding: .6rem 1.1rem; border-bottom: 1px solid var(--line); background: var(--panel); }
.bar h1 { margin: 0; font-size: 1.15rem; }
.bar h1 a { color: inherit; text-decoration: none; }
.clock { display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: center; }
.clock p { margin: 0; }
#now { font-variant-numeric: tabular-nums; font-weight: 600; }
#progress:empty { display: none; }
.steps { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; padding: 0; border: 0; }
.panes { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(17rem, 23rem) 1fr; }
.list { overflow-y: auto; border-right: 1px solid var(--line); background: var(--panel); }
.search { position: sticky; top: 0; z-index: 2; padding: .7rem; background: var(--panel); }
.list h2 { position: sticky; top: 3.9rem; margin: 0; padding: .3rem .9rem; background: var(--paper); color: var(--soft);
  font-size: .8rem; font-weight: 600; border-block: 1px solid var(--line); }
.list ul { list-style: none; margin: 0; padding: 0; }
.list li a { display: grid; grid-template-columns: 1fr auto; gap: 0 .6rem; padding: .55rem .9rem; color: inherit;
  text-decoration: none; border-left: 4px solid transparent; border-bottom: 1px solid var(--line); }
.list li a:hover { background: var(--tint); }
.list li a[aria-current] { background: var(--tint); border-left-color: var(--accent); }
.list li a:focus-visible { outline-offset: -3px; }
.list .who { font-size: .85rem; color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list time { font-size: .85rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.list .what { grid-column: 1 / -1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.empty, .older { padding: 1rem; margin: 0; }
.panes main { min-width: 0; overflow-y: auto; }
.nothing { display: grid; place-content: center; height: 100%; text-align: center; padding: 2rem; }
article { display: flex; flex-direction: column; min-height: 100%; }
.mail-head { padding: 1rem 1.25rem .75rem; border-bottom: 1px solid var(--line); background: var(--panel); }
.mail-head h2 { margin: 0 0 .5rem; font-size: 1.3rem; line-height: 1.3; overflow-wrap: anywhere; }
.back { display: none; margin: 0 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
dd .badge { margin: 0 0 0 .6rem; }
.tools { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin-top: .9rem; }
.tools .steps { margin-left: auto; }
.switch { display: flex; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.switch a { padding: .45rem .8rem; color: inherit; text-decoration: none; }
.switch a + a { border-left: 1px solid var(--line); }
.switch a:hover { background: var(--tint); }
.switch a[aria-current] { background: var(--accent); color: var(--on-accent); }
.switch a:focus-visible { outline-offset: -3px; }
.sheet { flex: 1; display: flex; justify-content: center; padding: 1rem; min-height: 30rem; }
.sheet iframe { border: 1px solid var(--line); border-radius: 10px; background: #fff; color-scheme: light; width: 100%; min-height: 100%; }
.sheet.phone iframe { width: 375px; max-width: 100%; }
.plain { margin: 0; padding: 1.25rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .95rem/1.55 ui-monospace, Menlo, Consolas, monospace; }
.headers { padding: 1.25rem; gap: .5rem 1.2rem; }
@media (max-width: 46rem) {
  .mailbox { height: auto; }
  .panes { display: block; }
  .list { border-right: 0; }
  .reading .list { display: none; }
  .back { display: block; }
  .mailbox:not(.reading) main { display: none; }
  .sheet { padding: .5rem; }
  .sheet iframe { min-height: 75vh; }
  .tools .steps { margin-left: 0; }
  .switch[aria-label='Width'] { display: none; }
  .headers { grid-template-columns: 1fr; }
}
@media (prefers-reduced-motion: no-preference) { .list li a { transition: background .12s; } }
`;
