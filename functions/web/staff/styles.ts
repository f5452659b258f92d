// The staff pages' style sheet. Colours come from the clinic's tokens (web/page/theme.ts), so dark mode needs nothing here.

export const staffStyles = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1,h2,.clinic{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",Georgia,serif;font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:clamp(1.6rem,1.2rem + 1.6vw,2.3rem);margin:0 0 .6rem}
h2{font-size:1.25rem;margin:0 0 .75rem}
p{margin:0 0 .75rem;max-width:68ch}
a{color:var(--brand);text-underline-offset:.2em}
small,.hint,.crumb{color:var(--muted);font-size:.875rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
[hidden]{display:none!important}
time,.unbroken{white-space:nowrap}
.skip{position:absolute;left:-999px}
.skip:focus{left:1rem;top:.5rem;background:var(--surface);padding:.5rem 1rem;z-index:9}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

.top{background:var(--surface);border-bottom:1px solid var(--line)}
.bar{max-width:84rem;margin:auto;padding:.75rem 1.25rem;display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 2rem}
.clinic{font-size:1.1rem;color:var(--ink);text-decoration:none;margin:0}
.top nav{display:flex;gap:.25rem;flex:1}
.top nav a{padding:.4rem .75rem;border-radius:.5rem;text-decoration:none;color:var(--ink)}
.top nav a:hover{background:var(--wash)}
.top nav a[aria-current]{background:var(--wash);font-weight:600}
.me{display:flex;align-items:center;gap:.75rem;font-size:.875rem;margin:0}
main{max-width:84rem;margin:auto;padding:2rem 1.25rem 4rem}
section{margin-top:2rem}
.heading{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1rem;margin-bottom:.75rem}
.heading h1{margin:0}
.heading .badge{margin-right:auto}
.address{overflow-wrap:anywhere}

button,.button{display:inline-block;font:inherit;font-weight:600;line-height:1.25;padding:.6rem 1.1rem;border:1px solid var(--brand);border-radius:.5rem;background:var(--brand);color:var(--on-brand);text-decoration:none;cursor:pointer}
button:hover,.button:hover{filter:brightness(1.08)}
.stop{--stop:color-mix(in srgb,var(--accent) 82%,var(--ink));background:var(--stop);border-color:var(--stop);color:var(--on-accent);font-size:1.125rem;padding:.75rem 1.5rem}
.second{background:transparent;color:var(--brand)}
.second:hover{background:var(--wash);filter:none}
.quiet{border-color:transparent;background:transparent;color:var(--brand);padding:.35rem .5rem;font-weight:400;text-decoration:underline;text-underline-offset:.2em}
.buttons{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:1rem 0}
.buttons form{margin:0}

.card,.empty{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem}
.card{margin:0 0 1.25rem}
.card>:last-child,.card>form>.buttons:last-child{margin-bottom:0}
.empty{padding:2.5rem 1.5rem;text-align:center;border-style:dashed}
.empty p{margin:0 auto}
.notice{background:var(--wash);border-left:4px solid var(--brand);padding:.75rem 1rem;border-radius:.25rem}
.notice.bad{border-color:var(--accent)}
.badge{display:inline-block;font-size:.8125rem;font-weight:600;padding:.1rem .6rem;border-radius:1rem;border:1px solid var(--line);white-space:nowrap;color:var(--muted)}
.badge.good{background:var(--wash);border-color:transparent;color:var(--ink)}
.badge.warn{border-color:var(--accent);color:var(--ink)}

.figures{display:flex;flex-wrap:wrap;gap:1px;background:var(--line);border:1px solid var(--line);border-radius:.75rem;overflow:hidden;margin:1.25rem 0}
.figures div{flex:1 1 9.5rem;background:var(--surface);padding:1rem 1.25rem}
.figures dt{color:var(--muted);font-size:.875rem}
.figures dd{margin:0;display:flex;flex-direction:column}
.figures strong{font:600 1.9rem/1.25 "Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",Georgia,serif;font-variant-numeric:lining-nums tabular-nums}
.figures span{color:var(--muted);font-size:.8125rem}

.chart{display:block;background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:1rem}
.chart img{display:block;width:100%;height:auto}

.map{display:block}
.map img{display:block;margin:0 auto;height:auto;max-width:none}
.pick{max-width:32rem}
.paused{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center;justify-content:space-between}
.paused p{margin:0}

.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.75rem;background:var(--surface);margin-top:0}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--muted);font-size:.875rem;padding:.75rem 1rem}
th,td{padding:.6rem .75rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead tr:first-child th{border-top:0}
caption:not(.unseen)+thead tr:first-child th{border-top:1px solid var(--line)}
thead th{font-weight:600;color:var(--muted);font-size:.8rem;vertical-align:bottom}
tbody th{font-weight:600}
tbody tr:hover>*{background:var(--wash)}
.number,.numbers td,.numbers thead th:not(:first-child){text-align:right;font-variant-numeric:tabular-nums}
.numbers thead tr:nth-child(2) th{text-align:right;padding-left:.4rem}
.numbers thead tr .group:not(:first-child){text-align:center}
.numbers .start,.numbers .group{border-left:1px solid var(--line)}
.numbers tbody th{position:sticky;left:0;background:var(--surface);min-width:10rem;z-index:1}
.numbers{font-size:.9rem}
.numbers th,.numbers td{padding:.5rem .4rem}
.numbers th:first-child{padding-left:.9rem}
.numbers td:last-child,.numbers thead tr:first-child th:last-child{padding-right:.9rem}
.numbers td .share{display:inline-block;min-width:2.9em;margin-left:.45em;text-align:right}
.split{display:block}
.numbers td,.numbers .split{white-space:nowrap}
.numbers .split{font-size:.75rem}
.numbers .reasons{white-space:normal;min-width:9rem}
.numbers tbody th .split{font-weight:400}
.total>*{font-weight:600;border-top:2px solid var(--line)}
.total small{font-weight:400}
.nil{color:var(--muted)}
.list .place{display:block}
.how{margin-top:1rem;max-width:68ch}
.how summary{cursor:pointer;color:var(--brand);font-weight:600;padding:.4rem 0}
.how dt{font-weight:600}
.how dd{margin:0 0 .6rem}

.field{margin:0 0 1.1rem}
label{display:block;font-weight:600;margin-bottom:.25rem}
.field .hint{margin:0 0 .35rem}
.error{color:var(--ink);border-left:4px solid var(--accent);padding-left:.6rem;margin:0 0 .35rem}
input,select,textarea{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--muted);border-radius:.5rem;padding:.55rem .7rem;width:100%}
.check{display:flex;gap:.6rem;align-items:center;font-weight:400}
.check input{width:auto}
textarea{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.9375rem;line-height:1.55;resize:vertical}
[aria-invalid]{border-color:var(--accent);border-width:2px}
.inline{display:flex;gap:.5rem}
.filters{display:flex;flex-wrap:wrap;gap:0 2rem;margin:1rem 0 .25rem}
.filters form:last-child{flex:0 1 26rem}
.paging{display:flex;gap:1.5rem;margin-top:1rem}

.compose{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:2rem;align-items:start}
.compose .preview{margin:0;position:sticky;top:1rem}
.preview iframe{display:block;width:100%;height:min(78vh,52rem);border:1px solid var(--line);border-radius:.75rem;background:#fff}
.ask{max-width:44rem;font-size:1.0625rem}

.columns{display:grid;grid-template-columns:minmax(0,1fr) 20rem;gap:1.5rem;align-items:start;margin-top:1rem}
.columns section{margin-top:0}
.card .scroll{border-radius:.5rem}
.card .place{font-size:1.125rem}
.place::first-letter{text-transform:uppercase}
.facts{display:grid;grid-template-columns:auto 1fr;gap:.35rem 1rem;margin:0;font-size:.9375rem}
form.card,.facts+p{margin-top:1.25rem}
.facts dt{color:var(--muted)}
.facts dd{margin:0;text-align:right}
.coming{margin:0 0 .75rem;padding:0;list-style:none}
.coming li{display:grid;grid-template-columns:11rem 1fr;gap:.5rem;padding:.25rem 0;font-size:.9375rem}
.coming time{color:var(--muted)}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
.fates,.consents{margin:0;padding:0;list-style:none}
.consents li{padding:.5rem 0;border-top:1px solid var(--line)}
.consents li:first-child{border-top:0;padding-top:0}

.door{max-width:34rem;margin:12vh auto 0;text-align:center}
.door p{margin-inline:auto}
.door .clinic{color:var(--muted);margin-bottom:2rem}

@media (max-width:62rem){.compose,.columns{grid-template-columns:minmax(0,1fr)}.columns{row-gap:0}.compose .preview{position:static}}
@media (max-width:44rem){
  .bar{padding:.6rem 1rem;gap:.25rem 1rem}
  .top nav{order:3;flex-basis:100%;flex-wrap:wrap;gap:0;margin:0 -.5rem}
  .top nav a{padding:.4rem .5rem;font-size:.9375rem}
  .list thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
  .list,.list tbody,.list tr,.list th,.list td,.list caption:not(.unseen){display:block}
  .list tr{padding:.75rem 1rem;border-top:1px solid var(--line)}
  .list tr:first-child{border-top:0}
  .list tbody th,.list td{border:0;padding:.1rem 0;text-align:left}
  .list td:empty{display:none}
  .list td[data-label]::before{content:attr(data-label) ": ";color:var(--muted);font-size:.875rem}
  .list .place,.list .fates,.list .fates li{display:inline}
  .list .fates li:not(:last-child)::after{content:", "}
  .me{margin-left:auto}
  .me span{display:none}
  main{padding:1.25rem 1rem 3rem}
  .chart{padding:.75rem .5rem}
  .map img{width:34rem}
  .numbers tbody th{min-width:8rem;max-width:8rem}
  .buttons button,.buttons .button{width:100%;text-align:center}
  .buttons form{width:100%}
}
@media print{.top,.buttons,.filters,.paging{display:none}.scroll{overflow:visible}}
`;
