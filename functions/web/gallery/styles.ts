// What the gallery's pages add to the staff pages' style sheet: choices, cards with small frames, frames of both widths.

export const galleryStyles = `
.choices{display:flex;flex-wrap:wrap;gap:.35rem;margin:.5rem 0 1rem}
.choices a{padding:.3rem .8rem;border:1px solid var(--line);border-radius:1rem;text-decoration:none;color:var(--ink);font-size:.9375rem}
.choices a:hover{background:var(--wash)}
.choices a[aria-current]{background:var(--wash);border-color:var(--brand);font-weight:600}
.mails{display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:1.25rem;list-style:none;margin:1.25rem 0;padding:0}
.mails li{position:relative;background:var(--surface);border:1px solid var(--line);border-radius:.75rem;overflow:hidden;display:flex;flex-direction:column}
.mails li:hover,.mails li:focus-within{border-color:var(--brand)}
.mails .thumbs{display:flex;gap:1px;background:var(--line);height:18rem;overflow:hidden;border-bottom:1px solid var(--line)}
.thumbs span{flex:1;position:relative;overflow:hidden;container-type:inline-size;background:#fff}
.thumbs span+span{background:#14191a}
.thumbs iframe{position:absolute;inset:0 auto auto 0;width:200%;height:200%;border:0;transform-origin:0 0;transform:scale(.5);pointer-events:none}
.mails .about{padding:.9rem 1.1rem 1rem}
.mails h2{margin:0 0 .35rem;font-size:1.125rem}
.mails h2 a{color:var(--ink);text-decoration:none}
.mails h2 a::after{content:"";position:absolute;inset:0}
.mails p{margin:0 0 .35rem}
.mails .hint{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.mails .badges,.heading .badges{display:flex;flex-wrap:wrap;gap:.4rem;margin-top:.6rem}
.envelope{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1.25rem;margin:0 0 1rem;font-size:.9375rem}
.envelope dt{color:var(--muted)}
.envelope dd{margin:0;overflow-wrap:anywhere}
.frames{display:grid;grid-template-columns:auto minmax(0,1fr);gap:1.25rem;justify-content:start}
.frames figure{margin:0;min-width:0}
.frames figcaption{color:var(--muted);font-size:.875rem;margin-bottom:.35rem}
.frames .view{margin:0;border:1px solid var(--line);border-radius:.75rem;overflow:auto hidden;background:var(--surface);max-width:100%;width:fit-content}
.frames iframe{display:block;border:0;height:46rem;background:#fff}
.frames .phone iframe{width:375px}
.frames .desktop iframe{width:700px}
.frames .dark iframe{background:#14191a}
.source{margin:0;padding:1rem;overflow:auto;max-height:32rem;background:var(--surface);border:1px solid var(--line);border-radius:.75rem;font:.8125rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.sources details{margin-bottom:.6rem}
.checks{font-variant-numeric:tabular-nums}
.checks details{font-weight:400;font-size:.875rem;color:var(--muted)}
.checks ul{margin:.35rem 0 0;padding-left:1.2rem}
.notes{margin-bottom:1rem}
.notes ul{margin:.25rem 0 0;padding-left:1.2rem}
.notes code{font:.875em ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media (max-width:72rem){.frames{grid-template-columns:minmax(0,1fr)}}
@media (max-width:44rem){.mails{grid-template-columns:minmax(0,1fr)}.frames .phone iframe{width:100%;max-width:375px;min-width:320px}.envelope{grid-template-columns:1fr;gap:0}.envelope dd{margin-bottom:.5rem}}
`;
