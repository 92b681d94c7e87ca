// The elements' style: one constructed sheet a document, which no content security policy forbids.

/** Custom properties that a page can set, and what they are by default: in light, and in dark. */
const colours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  surface: ["#fffdfa", "#1d1916"],
  raised: ["#f6f1ea", "#2a2420"],
  text: ["#241c17", "#f4ece4"],
  quiet: ["#66584d", "#b9aba0"],
  line: ["#e6dcd1", "#40372f"],
  control: ["#8a7a6c", "#8d7f73"],
  accent: ["#a13a10", "#f3a36b"],
  "on-accent": ["#ffffff", "#2b1405"],
  danger: ["#ad1f1f", "#ff9d94"],
};

function tokens(pick: (colour: readonly [string, string]) => string): string {
  const of = (name: string) => pick(colours[name] as readonly [string, string]);
  return Object.keys(colours)
    .map((name) => `--${name}:var(--hearth-${name},${of(name)});`)
    .join("");
}

const base = `
:host{display:block;${tokens(([light]) => light)}
--radius:var(--hearth-radius,.875rem);--space:var(--hearth-space,1.25rem);--shadow:0 .5rem 2rem rgb(30 15 5/.2);
color:var(--text);font-family:var(--hearth-font,inherit);font-size:var(--hearth-font-size,1rem);line-height:1.5;text-align:start}
:host([hidden]){display:none}
@supports (color:light-dark(red,red)){:host{${tokens(([light, dark]) => `light-dark(${light},${dark})`)}}}
*,::before,::after{box-sizing:border-box}
p,ul,dl,dd,[part=heading],fieldset{margin:0;padding:0;border:0;min-width:0}
ul{list-style:none}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet,summary,.goes,.facts,.eyebrow{color:var(--quiet);font-size:.875em}
p{text-wrap:pretty}
.name,.figure,.tally dd{font-weight:600;font-variant-numeric:tabular-nums}
.title,.heading,.big{font-weight:650;line-height:1.25;text-wrap:balance;overflow-wrap:anywhere}
.big{display:block;font-size:1.5em}
.figure{flex:none;position:relative}
.line{display:flex;justify-content:space-between;gap:1rem;align-items:baseline;overflow-wrap:anywhere}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.failure{color:var(--danger);font-weight:600;padding-block:.5rem}
.signal,.outcome{border-inline-start:3px solid var(--accent);background:var(--raised);padding:.625rem .875rem;border-radius:.25rem}
`;

const controls = `
button,.file{appearance:none;font:inherit;font-size:.9375em;font-weight:550;line-height:1.25;color:var(--text);background:var(--surface);border:1px solid var(--control);
border-radius:var(--hearth-control-radius,.625rem);padding:.5625rem 1rem;min-height:2.75rem;cursor:pointer;display:inline-flex;align-items:center;justify-content:center;text-align:center}
button:hover,.file:hover{background:var(--raised)}
:focus-visible,.file:focus-within,.choice label:focus-within{outline:3px solid var(--accent);outline-offset:2px}
[tabindex="-1"]:focus-visible{outline:none}
.ask:focus-visible{outline:3px solid var(--accent)}
[aria-disabled=true]{color:var(--quiet);border-style:dashed;cursor:default}
.small,.chip{font-size:.875em;min-height:2rem;padding:.25rem .75rem;border-color:var(--line);background:transparent;border-radius:var(--hearth-control-radius,.5rem);flex:none;white-space:nowrap}
.danger{color:var(--danger);border-color:currentColor}
.close{border-color:transparent;background:transparent;min-height:2.25rem;width:2.25rem;padding:0;font-size:1.375em;font-weight:400;flex:none;color:var(--quiet)}
.switch{position:relative;width:3rem;min-height:1.75rem;padding:0;border-radius:1rem;background:var(--raised);flex:none;align-self:center}
.switch::before{content:"";position:absolute;top:3px;inset-inline-start:3px;width:1.25rem;height:1.25rem;border-radius:50%;background:var(--control)}
.switch[aria-checked=true]{background:var(--accent);border-color:var(--accent)}
.switch[aria-checked=true]::before{inset-inline-start:calc(100% - 1.25rem - 3px);background:var(--on-accent)}
input[type=range]{width:100%;accent-color:var(--accent);margin:.75rem 0 .25rem;height:1.5rem}
summary{cursor:pointer;width:fit-content;border-radius:.25rem;padding-block:.25rem}
.bar{display:block;width:100%;height:6px;margin-block:.375rem}
.track{fill:var(--raised)}
.fill{fill:var(--accent)}
.against .fill{fill:var(--control)}
.goes{padding-block:.375rem}
.goes li{overflow-wrap:anywhere;padding-block:.125rem}
.ask{border:1px solid var(--line);background:var(--raised);border-radius:.625rem;padding:.875rem;margin-top:.75rem;display:grid;gap:.5rem}
@media (prefers-reduced-motion:no-preference){
button,.file,.switch::before{transition:background-color .15s,border-color .15s,inset-inline-start .15s}}
`;

const panels = `
.anchor{display:inline-block}
:host(hearth-reasons){display:inline-block}
.chip{border-radius:1rem;color:var(--quiet)}
.chip:hover,.chip[aria-expanded=true]{color:var(--text);border-color:var(--control)}
.panel{color:var(--text);background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:0 var(--space) var(--space);
width:min(27rem,calc(100vw - 2rem));max-height:min(36rem,calc(100dvh - 2rem));overflow:auto;margin:auto;box-shadow:var(--shadow)}
@supports (position-area:block-end span-inline-end){@media (min-width:40.01rem){.panel{inset:auto;margin:.5rem 0;position-area:block-end span-inline-end;position-try:flip-block,flip-inline}}}
@media (max-width:40rem){.panel{inset:auto 0 0;margin:0;width:100%;max-width:none;max-height:80dvh;border-radius:var(--radius) var(--radius) 0 0;border-width:1px 0 0}}
.head{position:sticky;top:0;z-index:1;background:var(--surface);padding-block:var(--space) .25rem;display:flex;justify-content:space-between;align-items:start;gap:1rem}
.head .close{margin:-.375rem -.5rem 0 0}
.title{font-size:1.25em}
.reason .quiet{flex:1 12rem}
.panel>.quiet{margin-top:.75rem}
.foot{margin-top:1rem}
`;

const cards = `
:host(hearth-preferences){container-type:inline-size}
.centre{display:grid;gap:var(--space);align-items:start}
.column{display:grid;gap:var(--space);min-width:0}
@container (min-width:52rem){.centre{grid-template-columns:minmax(0,1.55fr) minmax(0,1fr)}}
.card{position:relative;background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:calc(var(--space)*1.15) var(--space) var(--space)}
.heading{font-size:1.1875em;margin-bottom:.25rem}
.centre .card>.row,.card>.signal,.heading+.big{margin-top:1rem}.list+.name{margin-block:1rem .25rem}.list+.small{margin-top:.75rem}
.purpose,.interest,.event,.reason{padding-block:.875rem;border-bottom:1px solid var(--line)}
.list>:last-child{border-bottom:0;padding-bottom:0}
.tight>*,.purpose>*+*{margin-top:.25rem}
.purpose>.outcome{margin-top:.625rem}
.facts{display:grid;grid-template-columns:auto 1fr;gap:.125rem .875rem;padding-top:.25rem}
.split{display:flex;flex-wrap:wrap;gap:.25rem .75rem;justify-content:space-between;align-items:center}
.pager{justify-content:space-between;border-top:1px solid var(--line);padding-top:.875rem;margin-top:.875rem}
.tally{display:grid;grid-template-columns:1fr auto;gap:.375rem 1rem;margin-block:.5rem}
.tally .quiet{display:block}.tally dd{text-align:end}
.consent{display:grid;gap:.75rem;max-width:40rem;padding-inline-end:calc(var(--space) + 1.5rem)}
.consent .close{position:absolute;top:.625rem;inset-inline-end:.625rem}
.consent .list{display:grid}
.consent .purpose{display:grid;grid-template-columns:1fr auto;gap:.25rem 1.25rem;align-items:center}
.consent legend{float:inline-start;grid-column:1/-1;width:100%;padding:0;font-weight:600}
.consent .purpose>*{margin:0}
.equal{display:grid;grid-auto-columns:1fr;grid-auto-flow:column;align-items:stretch;margin-inline-end:-1.5rem}
.consent>.list{margin-inline-end:-1.5rem}
.choice{display:flex;gap:.375rem}
.choice label{position:relative;display:grid;border-radius:.625rem}
.choice input{position:absolute;inset:0;margin:0;opacity:0;cursor:pointer}
.choice span{min-width:3.5rem;padding:.5rem .875rem;min-height:2.5rem;text-align:center;border:1px solid var(--control);border-radius:.625rem;font-weight:550}
.choice input:checked+span{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
:host(hearth-consent:not([shown])){position:absolute}
:host([floating][shown]){box-shadow:var(--shadow);border-radius:var(--radius);position:fixed;inset:auto 1rem 1rem auto;width:min(27rem,calc(100vw - 2rem));max-height:calc(100dvh - 2rem);overflow:auto;z-index:var(--hearth-layer,10)}
@media (max-width:30rem){.equal{grid-auto-flow:row}.consent .purpose{grid-template-columns:1fr}.choice{margin-top:.5rem}.choice label{flex:1}}
`;

const forced = `
@media (forced-colors:active){
.track{fill:Canvas;stroke:CanvasText}.fill.fill{fill:Highlight;forced-color-adjust:none}
.switch::before{background:ButtonText}.switch[aria-checked=true]{background:Highlight;forced-color-adjust:none}.switch[aria-checked=true]::before{background:HighlightText}
.choice input:checked+span{background:Highlight;color:HighlightText;border-color:Highlight;forced-color-adjust:none}
.close{border-color:ButtonBorder}:focus-visible{outline-color:Highlight}}
`;

const sheets = /* @__PURE__ */ new WeakMap<Document, CSSStyleSheet>();

/** The sheet of a document, made when it is first asked for. */
export function sheetFor(document: Document): CSSStyleSheet {
  const made = sheets.get(document);
  if (made) return made;
  const Sheet = document.defaultView?.CSSStyleSheet ?? CSSStyleSheet;
  const sheet = new Sheet();
  sheet.replaceSync(base + controls + panels + cards + forced);
  sheets.set(document, sheet);
  return sheet;
}
