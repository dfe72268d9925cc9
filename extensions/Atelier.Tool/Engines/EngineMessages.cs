using System.Text.Json.Nodes;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>Makes the messages between the runner and its engine process.</summary>
internal static class EngineMessages
{
    public static JsonObject Start(EngineOptions options) => new()
    {
        ["type"] = MessageTypes.Start,
        ["workingDirectory"] = options.WorkingDirectory,
        ["packageSources"] = new JsonArray([.. options.PackageSources.Select(source => JsonValue.Create(source))]),
        ["cacheDirectory"] = options.CacheDirectory,
    };

    /// <summary>The options that <see cref="Start"/> tells.</summary>
    public static EngineOptions Options(JsonObject start, Action<string> progress) => new()
    {
        WorkingDirectory = start["workingDirectory"]!.GetValue<string>(),
        PackageSources = [.. start["packageSources"]!.AsArray().Select(source => source!.GetValue<string>())],
        CacheDirectory = start["cacheDirectory"]!.GetValue<string>(),
        Progress = progress,
    };

    public static JsonObject Run(int number, CellRequest cell) => new()
    {
        ["type"] = MessageTypes.Run,
        ["cell"] = number,
        ["code"] = cell.Code,
        ["language"] = cell.Language,
        ["isSilent"] = cell.IsSilent,
        ["hasInput"] = cell.Input is not null,
    };

    public static JsonObject Cancel(int number) => new() { ["type"] = MessageTypes.Cancel, ["cell"] = number };

    public static JsonObject Answer(int question, string text) =>
        new() { ["type"] = MessageTypes.Answer, ["question"] = question, ["text"] = text };

    public static JsonObject NoAnswer(int question, string why) =>
        new() { ["type"] = MessageTypes.Answer, ["question"] = question, ["failure"] = why };

    public static JsonObject End() => new() { ["type"] = MessageTypes.End };

    public static JsonObject Output(int number, CellOutput output) =>
        new() { ["type"] = MessageTypes.Output, ["cell"] = number, ["output"] = OutputMessage.Write(output) };

    public static JsonObject Progress(string text) => new() { ["type"] = MessageTypes.Progress, ["text"] = text };

    public static JsonObject Ask(int number, int question, InputRequest request) => new()
    {
        ["type"] = MessageTypes.Ask,
        ["cell"] = number,
        ["question"] = question,
        ["prompt"] = request.Prompt,
        ["isPassword"] = request.IsPassword,
    };

    public static JsonObject Done(int number, CellResult result) => new()
    {
        ["type"] = MessageTypes.Done,
        ["cell"] = number,
        ["count"] = result.ExecutionCount,
        ["error"] = result.Error is { } error ? OutputMessage.Write(error) : null,
        ["ticks"] = result.Elapsed.Ticks,
        ["isSessionLost"] = result.IsSessionLost,
    };

    public static JsonObject Failed(int number, Exception exception) =>
        new() { ["type"] = MessageTypes.Failed, ["cell"] = number, ["message"] = exception.ToString() };

    public static JsonObject Exiting() => new() { ["type"] = MessageTypes.Exiting };
}
