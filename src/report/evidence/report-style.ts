const light = `--surface:#ffffff;--sunk:#eceeed;--line:#d9dddb;--line-2:#848d8b;--ink:#14191a;--ink-2:#454e50;--ink-3:#5b6567;--accent:#00637a;--accent-weak:#dcecef;--d1:#00637a;--d2:#5b8b97;--d3:#9bb6bc;--focus:#00637a`;
const dark = `--surface:#161b1c;--sunk:#222a2c;--line:#2d3537;--line-2:#6c7779;--ink:#e9edec;--ink-2:#b4bebf;--ink-3:#919d9f;--accent:#5cc3d6;--accent-weak:#12343c;--d1:#5cc3d6;--d2:#3f8a98;--d3:#336974;--focus:#5cc3d6`;

/** The app's tokens as far as a report needs them; dark follows the reader's system. */
export const reportStyle = `
:root{color-scheme:light dark;${light};--ui:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Liberation Sans',Arial,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR','Noto Sans CJK KR',sans-serif}
@media (prefers-color-scheme:dark){:root{${dark}}}
@media print{:root{color-scheme:light;${light}}}
body{margin:0;background:var(--surface);color:var(--ink);font:13px/20px var(--ui);font-variant-numeric:tabular-nums lining-nums}
html:lang(ko){word-break:keep-all}
main{max-width:1200px;margin:0 auto;padding:32px 24px 48px}
h1{margin:0;font-size:15px;line-height:20px}
h2{margin:32px 0 8px;font-size:13px}
p,ul,dl{max-width:672px}
.date,figure p,small{color:var(--ink-3);font-size:12px}
.date{margin:4px 0 24px}
.verdict{margin:0;font-size:22px;line-height:30px}
.verdict b{color:var(--accent)}
.verdict span{color:var(--ink-2)}
ul{margin:12px 0 0;padding:0;color:var(--ink-2);list-style:none}
li+li{margin-top:4px}
figure{margin:32px 0 0}
figure svg{display:block;max-width:100%;height:auto;margin-top:8px}
.scroll{overflow-x:auto}
table{border-collapse:collapse}
th,td{padding:5px 0 5px 16px;border-bottom:1px solid var(--line);font-weight:400;text-align:right;white-space:nowrap}
thead th{border-bottom-color:var(--line-2);color:var(--ink-2);font-size:12px;vertical-align:bottom}
tr>:first-child,.text{text-align:left}
tr>:first-child{padding-left:8px}
tr>:last-child{padding-right:8px}
.chosen>*{background:var(--accent-weak)}
.chosen th{font-weight:600;box-shadow:inset 2px 0 0 var(--accent)}
.chosen small{color:var(--ink-2)}
dl div{padding:4px 0}
dt{font-weight:600}
dd{margin:0;color:var(--ink-2);overflow-wrap:anywhere}
`;
