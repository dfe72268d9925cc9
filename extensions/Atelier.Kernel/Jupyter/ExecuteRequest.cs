using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>What a front end wants of a cell's execution.</summary>
internal sealed class ExecuteRequest
{
    public ExecuteRequest(KernelRequest request, string defaultLanguage)
    {
        var content = request.Message.Content;
        Request = request;
        Code = content.Text("code")
            ?? throw new ArgumentException("The request has no text in `code`; expected the source text of a cell in well-formed Unicode.");
        Language = RequestLanguage.Find(request.Message) ?? defaultLanguage;
        IsSilent = content.Flag("silent") ?? false;
        StoresHistory = !IsSilent && (content.Flag("store_history") ?? true);
        AllowsInput = content.Flag("allow_stdin") ?? true;
        StopsOnError = content.Flag("stop_on_error") ?? true;
        if (content.Member("user_expressions") is { ValueKind: JsonValueKind.Object } expressions)
            UserExpressions = [.. expressions.EnumerateObject().Select(member => new KeyValuePair<string, string>(member.Name, member.Value.Text() ?? ""))];
    }

    public KernelRequest Request { get; }

    public JupyterMessage Message => Request.Message;

    public string Code { get; }

    public string Language { get; }

    /// <summary>Whether others are not to be told of the cell: neither its code nor its value is published.</summary>
    public bool IsSilent { get; }

    /// <summary>Whether the cell gets a number and is kept in the history.</summary>
    public bool StoresHistory { get; }

    public bool AllowsInput { get; }

    /// <summary>Whether the cells that wait behind this one are not run if it fails.</summary>
    public bool StopsOnError { get; }

    /// <summary>Expressions to evaluate after the cell, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserExpressions { get; } = [];
}
