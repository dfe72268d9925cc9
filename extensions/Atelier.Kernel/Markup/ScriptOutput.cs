using System.Text.Encodings.Web;
using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>HTML outputs that run a script in the page.</summary>
/// <remarks>
/// A script element in an HTML output is what every front end runs: Jupyter Notebook, JupyterLab and VS Code, and a saved page. The type
/// <c>application/javascript</c> is refused by some and lost in others.
/// </remarks>
internal static class ScriptOutput
{
    /// <summary>Writes texts so that none can end the script element; the default encoder escapes the angle brackets.</summary>
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Runs the code of a cell.</summary>
    public static string Of(string code)
    {
        var id = NewId();
        return $$"""
            <div id="{{id}}"></div>
            <script type="text/javascript">
            (async () => {
              const output = document.getElementById("{{id}}") ?? document.currentScript?.parentElement;
              const text = value => typeof value === "string" ? value
                : value instanceof Error ? String(value)
                : JSON.stringify(value, null, 2) ?? String(value);
              const show = (...values) => {
                const line = document.createElement("pre");
                line.textContent = values.map(text).join(" ");
                output?.append(line);
              };
              const print = (...values) => { window.console.log(...values); show(...values); };
              const console = { ...window.console, log: print, info: print, warn: print, error: print };
              const Cell = Object.getPrototypeOf(async function () {}).constructor;
              try {
                const value = await new Cell("console", {{Text(code)}})(console);
                if (value !== undefined) show(value);
              } catch (error) {
                window.console.error(error);
                show(error);
              }
            })();
            </script>
            """;
    }

    /// <summary>Gives a variable of the page a value.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="json">The value.</param>
    public static string Assign(string name, string json) =>
        $"<script type=\"text/javascript\">globalThis[{Text(name)}] = JSON.parse({Text(json)});</script>";

    /// <summary>A text as a JavaScript literal that can stand in a script element.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text, Options);

    /// <summary>A name that no other element of the page has.</summary>
    public static string NewId() => $"atelier-{Guid.NewGuid():N}";
}
