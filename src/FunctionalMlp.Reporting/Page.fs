namespace FunctionalMlp.Reporting

open System.Net

/// Pages of HTML that need nothing else: no script, no font, no connection.
module Page =
    /// Text as HTML.
    let escape (text: string) = WebUtility.HtmlEncode text

    /// An element with a class and HTML in it.
    let element name ``class`` body =
        match ``class`` with
        | "" -> $"<{name}>{body}</{name}>"
        | _ -> $"<{name} class=\"{``class``}\">{body}</{name}>"

    /// A heading that can be linked to.
    let heading id title = $"<h2 id=\"{id}\">{escape title}</h2>"

    /// A small number, such as an error.
    let small (value: float) =
        if value = 0.0 then "0" else value.ToString "0.0e-0"

    /// A paragraph of text.
    let paragraph text = element "p" "" (escape text)

    /// Something wide that scrolls by itself on a narrow screen.
    let wide body = element "div" "wide" body

    /// A mark: it holds, or it does not.
    let mark holds =
        if holds then
            "<span class=\"mark yes\" title=\"holds\">✓</span>"
        else
            "<span class=\"mark no\" title=\"false\">✗</span>"

    let private style =
        """
:root { color-scheme: light dark; --back: #fdfcf9; --ink: #1d1d1f; --soft: #6a6a70; --line: #dcd9d0; --card: #ffffff;
  --yes: #1a7f37; --no: #c0362c; --accent: #2f5d9b; }
@media (prefers-color-scheme: dark) { :root { --back: #16171a; --ink: #e6e4df; --soft: #9a9aa2; --line: #34363c;
  --card: #1e2024; --yes: #56c271; --no: #ff7b6e; --accent: #8ab4f0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--back); color: var(--ink);
  font: 1.02rem/1.55 Georgia, "Iowan Old Style", "Palatino Linotype", serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .4rem; }
h2 { font-size: 1.35rem; margin: 2.8rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
a { color: var(--accent); }
code { font: .86em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
math { font-size: 1.08em; font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math; }
.formula { margin: .3rem 0; text-align: center; } .formula span { display: inline-block; max-width: 100%; } .formula math { margin: .15rem 0; }
mtable.grid { border: solid currentColor; border-width: 0 .08em; border-radius: .4em; padding: .1em .15em; margin: 0 .15em; }
munderover > :first-child { font-size: 1.3em; padding: .1em .05em .12em; }
mtd { padding: .15em .4em; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .95rem; }
.soft { color: var(--soft); font-size: .92rem; }
.wide { overflow-x: auto; padding: .2rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem 1rem .6rem; margin: .8rem 0; }
.head { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; }
.head .number { font-weight: bold; }
.facts { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; color: var(--soft); font-size: .9rem; }
.mark { font-weight: bold; font-family: system-ui, sans-serif; }
.yes { color: var(--yes); } .no { color: var(--no); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .2rem 1.2rem; }
.pair > div { min-width: 0; }
@media (max-width: 44rem) { .pair { grid-template-columns: 1fr; } }
@media (max-width: 30rem) { body { padding: 1rem .6rem 3rem; } .card { padding: .6rem; } math { font-size: .88em; } ol.lines li { grid-template-columns: 1.9rem minmax(0, 1fr); } }
.label { color: var(--soft); font-size: .82rem; text-transform: uppercase; letter-spacing: .06em; }
ol.lines { list-style: none; padding: 0; margin: .3rem 0; }
ol.lines li { display: grid; grid-template-columns: 2.4rem minmax(0, 1fr); align-items: center; border-top: 1px solid var(--line); }
ol.lines li:first-child { border-top: 0; }
ol.lines li.begins:not(:first-child) { border-top: 3px double var(--line); margin-top: .6rem; padding-top: .6rem; }
ol.lines .line { min-width: 0; }
.numbers { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin: 1rem 0; }
.numbers div { min-width: 7rem; } .numbers b { display: block; font-size: 1.5rem; line-height: 1.2; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .2rem 0; font: .84rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
"""

    /// A whole page.
    let document title body =
        $"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
