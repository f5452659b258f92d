// The one style sheet of the public pages: phone first, the clinic's colours by token, light and dark alike.

export const siteStyles = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
 font:1.0625rem/1.6 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1,h2,.name{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,serif;font-weight:600;
 letter-spacing:-.012em;line-height:1.14;text-wrap:balance}
h1{font-size:clamp(2.1rem,1.5rem + 2.9vw,3.5rem);margin:0 0 1.1rem}
h2{font-size:1.35rem;margin:0 0 .9rem}
p{margin:0 0 1rem;text-wrap:pretty}
a{color:inherit;text-decoration-color:var(--accent);text-decoration-thickness:.09em;text-underline-offset:.2em}
a:hover{text-decoration-thickness:.16em}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.3rem}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--surface);padding:.6rem 1rem;border-radius:.5rem;z-index:2}
.skip:focus{top:1rem}
.wrap{width:100%;max-width:70rem;margin-inline:auto;padding-inline:clamp(1.25rem,4vw,3rem)}
.masthead{padding-block:1.4rem;display:flex;align-items:center;gap:.7rem}
.masthead a{text-decoration:none;display:inline-flex;align-items:center;gap:.7rem;min-height:2.75rem}
.masthead svg{width:1.9rem;height:1.9rem;color:var(--brand);flex:none}
.name{font-size:1.15rem}
main{flex:1;position:relative;isolation:isolate}
.lines{position:absolute;inset:0;width:100%;height:100%;z-index:-1;color:var(--brand);opacity:.26;pointer-events:none;
 mask-image:linear-gradient(100deg,transparent 44%,#000 72%),linear-gradient(#000 55%,transparent 95%);mask-composite:intersect}
.eyebrow{color:var(--brand);font-weight:650;font-size:.95rem;margin-bottom:.9rem}
.lead{font-size:1.16rem;max-width:36rem}
.muted,.hint{color:var(--muted)}
.hint{font-size:.94rem;line-height:1.5}
.front{display:grid;gap:2.2rem 4.5rem;padding-block:clamp(1rem,3vw,3rem) clamp(3rem,6vw,5.5rem)}
.topics ol{list-style:none;margin:0;padding:0;max-width:36rem}
.topics li{display:grid;grid-template-columns:2.6rem 1fr;padding-block:.85rem;border-top:1px solid var(--line)}
.topics li::before{content:attr(data-n);font-family:Georgia,serif;font-size:1.2rem;color:var(--brand)}
.topics strong{display:block;font-weight:650}
.topics span{color:var(--muted)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:1.1rem;padding:clamp(1.35rem,4vw,2.3rem);
 box-shadow:0 1px 2px rgb(0 0 0/.04),0 18px 40px -22px rgb(0 0 0/.28)}
.notice{max-width:38rem;margin:clamp(1rem,5vw,4rem) auto clamp(3rem,8vw,6rem)}
.notice .card>:last-child,.front .card>:last-child{margin-bottom:0}
.notice h1{font-size:clamp(1.8rem,1.4rem + 1.9vw,2.5rem)}
.badge{display:grid;place-items:center;width:3.4rem;height:3.4rem;border-radius:50%;background:var(--wash);color:var(--brand);
 margin-bottom:1.3rem}
.badge svg{width:1.65rem;height:1.65rem}
label,legend{font-weight:600}
.field{margin-bottom:1.15rem}
.field label{display:block;margin-bottom:.35rem}
.optional{font-weight:400;color:var(--muted)}
input[type=text],input[type=email]{width:100%;font:inherit;color:inherit;background:var(--paper);border:1.5px solid var(--muted);
 border-radius:.6rem;padding:.72rem .85rem;min-height:3rem}
input:focus-visible{outline-offset:1px}
[aria-invalid=true]{border-color:var(--accent);border-width:2px}
.check{display:grid;grid-template-columns:1.5rem 1fr;gap:.85rem;align-items:start;padding-block:.55rem;font-weight:400;line-height:1.5;cursor:pointer}
.check input{width:1.4rem;height:1.4rem;margin:.08rem 0 0;accent-color:var(--brand)}
.check .hint{display:block;margin-top:.1rem}
.checks{margin-block:.3rem 1.3rem}
fieldset{border:0;margin:0 0 1.3rem;padding:0;min-width:0}
fieldset .check{border-top:1px solid var(--line);padding-block:.95rem;font-size:1.05rem}
fieldset .check:first-of-type{border-top:0}
legend{padding:0;margin-bottom:.4rem}
.check+.error{margin:.1rem 0 .6rem 2.35rem}
.error{display:flex;gap:.5rem;margin:.45rem 0 0;font-size:.95rem;font-weight:600;line-height:1.45}
.error::before{content:"!";flex:none;display:grid;place-items:center;width:1.25rem;height:1.25rem;margin-top:.05rem;border-radius:50%;
 background:var(--accent);color:var(--on-accent);font-size:.8rem}
.summary{border:1.5px solid var(--accent);border-radius:.8rem;padding:1rem 1.2rem;margin-bottom:1.4rem}
.summary h3{font-size:1.06rem;line-height:1.35;margin:0 0 .5rem}
.summary li+li{margin-top:.3rem}
.summary ul{margin:0;padding-left:1.2rem}
.saved{background:var(--wash);border-radius:.8rem;padding:.8rem 1.1rem;font-weight:600}
button,.button{display:inline-flex;align-items:center;justify-content:center;font:inherit;font-weight:650;text-decoration:none;cursor:pointer;
 background:var(--brand);color:var(--on-brand);border:2px solid var(--brand);border-radius:.7rem;padding:.7rem 1.5rem;min-height:3.1rem}
button:hover,.button:hover{box-shadow:inset 0 0 0 99px rgb(0 0 0/.12)}
.quiet{background:transparent;color:var(--ink);border-color:var(--muted)}
.wide button{width:100%;margin-bottom:1.1rem}
.actions{display:flex;flex-wrap:wrap;gap:.8rem;margin-block:1.5rem}
.rule{border:0;border-top:1px solid var(--line);margin-block:1.8rem}
.small{font-size:.94rem;line-height:1.55;color:var(--muted)}
.lure{position:absolute;left:-200vw;width:1px;height:1px;overflow:hidden}
footer{border-top:1px solid var(--line);padding-block:1.8rem 2.4rem;font-size:.94rem;color:var(--muted)}
footer .wrap{display:flex;flex-wrap:wrap;align-items:baseline;gap:.5rem 2.5rem;justify-content:space-between}
footer address{font-style:normal}
footer nav{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem}
footer nav a{padding-block:.2rem}
@media (min-width:60rem){
 .front{grid-template:"intro form" auto "topics form" 1fr/minmax(0,1.12fr) minmax(22rem,.88fr)}
 .intro{grid-area:intro;padding-top:1.4rem}.topics{grid-area:topics}.sign-up{grid-area:form;align-self:start}
}
@media (max-width:47.99rem){.lines{display:none}}
@media (prefers-reduced-motion:no-preference){button,.button{transition:box-shadow .15s}}
@media (forced-colors:active){.lines{display:none}.card{border:1px solid}}
`;
