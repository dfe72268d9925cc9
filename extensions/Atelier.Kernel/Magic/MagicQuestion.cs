using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>What a line asks of the notebook's user: <c>@input:"prompt"</c>, <c>@password</c>, <c>@input:{"prompt": "...", "saveAs": "..."}</c>.</summary>
/// <param name="Prompt">The question.</param>
/// <param name="IsPassword">Whether the answer is a secret.</param>
/// <param name="SaveAs">The name under which the answer is kept for later questions; null when it is not.</param>
internal sealed record MagicQuestion(string Prompt, bool IsPassword, string? SaveAs)
{
    private const string Form = "{\"prompt\": \"Your name\", \"saveAs\": \"name\", \"type\": \"text\"}";

    /// <summary>Reads a question.</summary>
    /// <exception cref="CellException">Its options are wrong.</exception>
    public static MagicQuestion Read(MagicToken token, MagicArgument argument, MagicPlace place)
    {
        var prompt = token.Json is null ? token.Detail : null;
        string? saveAs = null;
        var type = argument.Parameter.TypeHint;
        foreach (var option in token.Json?.EnumerateObject() ?? default)
        {
            var text = option.Value.ValueKind == JsonValueKind.String ? option.Value.GetString() : null;
            switch (option.Name.ToLowerInvariant())
            {
                case "prompt" when text is not null:
                    prompt = text;
                    break;
                case "saveas" when text is not null:
                    saveAs = text;
                    break;
                case "type" or "typehint" when text is not null:
                    type = text;
                    break;
                default:
                    throw place.Failure($"\"{option.Name}\" in {token.Text} is not an option of a question, or no text. Expected for instance {Form}.");
            }
        }
        return new MagicQuestion(prompt ?? $"Value of {argument.Parameter.Name}", token.Source == "password" || type == "password", saveAs);
    }
}
