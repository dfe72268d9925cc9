using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>Gets what the parameters on a line refer to.</summary>
internal sealed class MagicValues(NotebookSession session)
{
    /// <summary>Answers that lines asked to keep. They live as long as the session: a secret is nothing to be left on a disk unasked.</summary>
    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);

    /// <summary>The values of a parameter, in order.</summary>
    public IReadOnlyList<MagicValue> Resolve(MagicArgument argument, MagicLine line, KernelInvocationContext context) =>
        [.. argument.Values.Select(token => Resolve(token, argument, line, context))];

    private MagicValue Resolve(MagicToken token, MagicArgument argument, MagicLine line, KernelInvocationContext context) => token.Kind switch
    {
        MagicTokenKind.Reference when token.IsQuestion => new MagicValue(token, Ask(token, argument, line.Place, context)),
        MagicTokenKind.Reference => Share(token, line, context),
        MagicTokenKind.Json => new MagicValue(token, token.Json!.Value),
        MagicTokenKind.Quoted when argument.Parameter.TypeHint == "file" => new MagicValue(token, token.Verbatim),
        _ => new MagicValue(token, token.Text),
    };

    private object Ask(MagicToken token, MagicArgument argument, MagicPlace place, KernelInvocationContext context)
    {
        var question = MagicQuestion.Read(token, argument, place);
        if (question.SaveAs is not { } name || !_answers.TryGetValue(name, out var answer))
        {
            string? given = null;
            session.Await(async () => given = await CellScope.AskAsync(question.Prompt, question.IsPassword).ConfigureAwait(false), context.CancellationToken);
            answer = given!;
            if (question.SaveAs is { } kept)
                _answers[kept] = answer;
        }
        return question.IsPassword ? new PasswordString(answer) : answer;
    }

    private MagicValue Share(MagicToken token, MagicLine line, KernelInvocationContext context)
    {
        if (string.IsNullOrWhiteSpace(token.Detail) || token.Json is not null)
            throw line.Place.Failure($"{token.Text} names no variable; expected @kernel:variable, such as @csharp:result.");
        var source = FindKernel(token.Source, line.Place);
        // How the variable is to be written, when the line says so; a line that wants the very object needs no text of it.
        var mimeType = line.Text("--mime-type") ?? (line.Arguments.Any(argument => argument.Parameter.Name == "--byref") ? null : SharedValue.Json);
        var shared = SharedValue.Get(source, token.Detail, mimeType, context);
        return new MagicValue(token, shared.Object) { Shared = shared };
    }

    private LanguageKernel FindKernel(string name, MagicPlace place) => session.Root.ChildKernels.TryGetByAlias(name, out var kernel)
        ? kernel
        : throw place.Failure(
            $"there is no kernel '{name}'{ClosestName.Suggest(name, session.Root.ChildKernels.Select(known => known.Name))} There are: "
            + $"{string.Join(", ", session.Root.ChildKernels.Select(known => known.Name))}. A value that begins with @ stands in quotes.");
}
