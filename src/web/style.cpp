#include "web/frame.h"

namespace gatehouse::web {
namespace {

constexpr std::string_view sheet = R"css(
:root { color-scheme: light dark; --ink: #1a1f24; --paper: #fff; --soft: #f2f4f7; --line: #8a94a0;
  --accent: #0b5cad; --on-accent: #fff; --good: #1d6b35; --bad: #a61b1b; --quiet: #4c5661; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf0; --paper: #14181c; --soft: #20262d;
  --line: #74808c; --accent: #8bbdf5; --on-accent: #10161c; --good: #7fd49a; --bad: #ff9c94;
  --quiet: #b3bec9; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--paper); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 0; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center;
  padding: .5rem 1rem; background: var(--soft); border-bottom: 1px solid var(--line); }
header .name { font-weight: 700; text-decoration: none; color: inherit; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem; }
nav a { display: block; padding: .35rem .7rem; border-radius: .3rem; text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav a[aria-current] { background: var(--accent); color: var(--on-accent); }
.pages { padding: .35rem 1rem; border-bottom: 1px solid var(--line); }
.tabs { margin: 0 0 1rem; border-bottom: 1px solid var(--line); padding-bottom: .35rem; }
.who { margin-left: auto; display: flex; gap: .75rem; align-items: center; flex-wrap: wrap; }
main { padding: 1rem; max-width: 75rem; margin: 0 auto; overflow-wrap: break-word; }
main:focus { outline: none; }
h1 { font-size: 1.6rem; margin: .25rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
section { margin-bottom: 1.5rem; }
fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 0 0 1rem; padding: .75rem 1rem;
  min-width: 0; }
legend { font-weight: 600; padding: 0 .4rem; }
fieldset.plain { border: 0; padding: 0; }
.field { margin: 0 0 .9rem; max-width: 46rem; }
.field label { display: block; font-weight: 600; }
.boxes { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
.check { margin: 0 0 .5rem; } .check .help { margin: 0 0 0 1.6rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0 1.25rem; }
input, select, textarea { font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .3rem; padding: .4rem .5rem; max-width: 100%; }
input:not([type=checkbox]):not([type=radio]), select, textarea { width: 100%; }
.search { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin-bottom: 1rem; }
.search .field { margin: 0; }
button { font: inherit; font-weight: 600; padding: .45rem 1rem; border: 1px solid var(--accent);
  border-radius: .3rem; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.quiet { background: transparent; color: var(--accent); }
button.danger { background: transparent; border-color: var(--bad); color: var(--bad); }
form.inline { display: inline-block; margin: 0 .35rem .25rem 0; }
.help { color: var(--quiet); font-size: .9rem; margin: .15rem 0 0; }
.problem, .done { border-left: .35rem solid; padding: .6rem .9rem; background: var(--soft); }
.problem { border-color: var(--bad); } .done { border-color: var(--good); }
.good { color: var(--good); } .bad { color: var(--bad); }
.once { font: 1.1rem/1.6 ui-monospace, "DejaVu Sans Mono", monospace; padding: .75rem 1rem;
  background: var(--soft); border: 1px dashed var(--line); overflow-wrap: anywhere; }
.table { overflow-x: auto; margin-bottom: 1rem; }
table { border-collapse: collapse; min-width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--soft); }
tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 9rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.25rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--soft); padding: .75rem; }
code { overflow-wrap: anywhere; } td code { display: inline-block; min-width: 16rem; }
svg { max-width: 100%; height: auto; }
.charted { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
.charted .chart { flex: 1 1 22rem; max-width: 38rem; min-width: 0; }
.charted .table, .charted .none { flex: 1 1 18rem; min-width: 0; }
.chart text { fill: var(--ink); font-size: 13px; }
.chart .axis { stroke: var(--ink); } .chart .grid { stroke: var(--line); stroke-dasharray: 1 4; }
.chart .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke: var(--accent); }
.chart .s1 { stroke: var(--bad); stroke-dasharray: 7 3; }
.chart .s2 { stroke: var(--good); stroke-dasharray: 2 3; }
.chart .s3 { stroke: var(--ink); stroke-dasharray: 9 3 2 3; }
.chart .s4 { stroke: var(--accent); stroke-dasharray: 12 5; }
.chart .s5 { stroke: var(--bad); stroke-dasharray: 1 2; }
.chart .s6 { stroke: var(--quiet); stroke-dasharray: 4 4; }
.chart .bar { fill: var(--accent); }
.chart .marked { fill: var(--paper); stroke: var(--bad); stroke-width: 2; stroke-dasharray: 4 2; }
details { margin: 0 0 1rem; } summary { cursor: pointer; padding: .3rem 0; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; }
  .who { margin-left: 0; } h1 { font-size: 1.35rem; } .chart text { font-size: 16px; } }
)css";

// A gate in a wall.
constexpr std::string_view picture =
    R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<path fill="#0b5cad" d="M1 1h14v14h-4V9a3 3 0 0 0-6 0v6H1z"/></svg>
)svg";

}  // namespace

std::string_view style_sheet() { return sheet; }
std::string_view icon() { return picture; }

}  // namespace gatehouse::web
