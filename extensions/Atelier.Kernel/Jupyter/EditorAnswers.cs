using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Answers what editors ask about code that has not run.</summary>
/// <param name="services">Finds who knows; null when nobody does.</param>
/// <param name="language">The language of code whose request names none.</param>
internal sealed class EditorAnswers(Func<Task<ILanguageServices?>> services, string language)
{
    public async Task<JsonObject> CompleteAsync(JupyterMessage request)
    {
        var place = Place(request);
        var list = await services().ConfigureAwait(false) is { } known
            ? await known.CompleteAsync(place).ConfigureAwait(false)
            : new CompletionList(place.Position, place.Position, []);
        var (start, end) = (CodePoints.FromUtf16(place.Code, list.Start), CodePoints.FromUtf16(place.Code, list.End));
        var answer = Replies.Ok();
        answer["matches"] = new JsonArray([.. list.Items.Select(item => JsonValue.Create(item.Text))]);
        answer["cursor_start"] = start;
        answer["cursor_end"] = end;
        answer["metadata"] = new JsonObject
        {
            ["_jupyter_types_experimental"] = new JsonArray([.. list.Items.Select(item => Describe(item, start, end))]),
        };
        return answer;
    }

    public async Task<JsonObject> InspectAsync(JupyterMessage request)
    {
        var place = Place(request);
        var description = await services().ConfigureAwait(false) is { } known
            ? await known.InspectAsync(place).ConfigureAwait(false)
            : new Dictionary<string, string>();
        var data = new JsonObject();
        foreach (var (type, text) in description)
            data[type] = text;
        var answer = Replies.Ok();
        answer["found"] = data.Count > 0;
        answer["data"] = data;
        answer["metadata"] = new JsonObject();
        return answer;
    }

    public async Task<JsonObject> CheckCompletenessAsync(JupyterMessage request)
    {
        var completeness = await services().ConfigureAwait(false) is { } known
            ? known.CheckCompleteness(Code(request.Content), Language(request))
            : new CodeCompleteness(CompletenessStatus.Unknown);
        var answer = new JsonObject
        {
            ["status"] = completeness.Status switch
            {
                CompletenessStatus.Complete => "complete",
                CompletenessStatus.Incomplete => "incomplete",
                CompletenessStatus.Invalid => "invalid",
                _ => "unknown",
            },
        };
        if (completeness.Status == CompletenessStatus.Incomplete)
            answer["indent"] = completeness.Indent;
        return answer;
    }

    private CodePlace Place(JupyterMessage request)
    {
        var code = Code(request.Content);
        var position = request.Content.Number("cursor_pos") is { } points ? CodePoints.ToUtf16(code, points) : code.Length;
        return new CodePlace(code, position, Language(request));
    }

    private string Language(JupyterMessage request) => RequestLanguage.Find(request) ?? language;

    private static string Code(JsonElement content) => content.Text("code")
        ?? throw new ArgumentException("The request has no text in `code`; expected the source text of a cell in well-formed Unicode.");

    private static JsonObject Describe(CompletionItem item, int start, int end)
    {
        var json = new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end };
        if (item.Description.Length > 0)
            json["signature"] = item.Description;
        return json;
    }
}
