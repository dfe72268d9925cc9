namespace Atelier.Interactive;

/// <summary>The one stylesheet of all pages.</summary>
/// <remarks>
/// Text keeps the notebook's own colour. Shades are half-transparent, so that they sit on a light and on a dark background
/// alike and text stays readable on them.
/// </remarks>
internal static class Style
{
    public const string Element =
        "<style>"
        + ".atelier{font:13px/1.5 system-ui,sans-serif;overflow-x:auto;--line:rgba(128,128,128,.3);--good:46,120,220;--bad:226,110,30}"
        + ".atelier p{margin:.2em 0}.atelier p span{opacity:.75}"
        + ".atelier table{border-collapse:collapse;margin:.5em 0;font:inherit;font-variant-numeric:tabular-nums;border:0}"
        + ".atelier caption{text-align:left;padding:.2em 0;opacity:.75;caption-side:top}"
        + ".atelier tr{background:none}"
        + ".atelier th,.atelier td{padding:.1em .6em;text-align:right;border:0;border-bottom:1px solid var(--line);white-space:nowrap}"
        + ".atelier th{font-weight:600}.atelier .l{text-align:left}.atelier .z{opacity:.45}"
        + ".atelier td.bar{min-width:6em;background:linear-gradient(90deg,rgba(var(--good),.35) var(--v),transparent 0)}"
        + ".atelier td.good{background:rgba(var(--good),calc(var(--v)*.55))}.atelier td.bad{background:rgba(var(--bad),var(--v))}"
        + ".atelier .row{display:flex;flex-wrap:wrap;gap:.5em;margin:.5em 0}"
        + ".atelier .tile{border:1px solid var(--line);border-radius:6px;padding:.2em .8em}.atelier .tile b{display:block;font-size:1.4em}"
        + ".atelier figure{margin:0;text-align:center}.atelier img{image-rendering:pixelated;display:block;max-width:100%;margin:auto}"
        + ".atelier th small{display:block;font-weight:400;opacity:.6}.atelier td svg,.atelier th svg{vertical-align:middle}"
        + ".atelier .hint{border-left:3px solid rgb(var(--bad));padding:.1em .7em;margin:.3em 0;max-width:75em}"
        + ".atelier .hint code{background:rgba(128,128,128,.15);border-radius:3px;padding:0 .25em}"
        + ".atelier summary{cursor:pointer;opacity:.75}.atelier code{white-space:pre-wrap}"
        + "</style>";
}
