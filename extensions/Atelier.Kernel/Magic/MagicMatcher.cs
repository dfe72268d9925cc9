using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary>Finds what each piece of a line is for.</summary>
internal sealed class MagicMatcher
{
    private readonly MagicPlace _place;
    private readonly List<(KernelDirectiveParameter Parameter, List<MagicToken> Values)> _given = [];
    private KernelDirective _directive;
    private List<KernelDirectiveParameter> _parameters;
    private string _name;

    private MagicMatcher(KernelDirective directive, MagicPlace place)
    {
        (_directive, _place, _name) = (directive, place, directive.Name);
        _parameters = [.. directive.Parameters];
    }

    /// <summary>Finds the parameters on a line.</summary>
    /// <param name="directive">The magic command or the selector that the line begins with.</param>
    /// <param name="line">The line, from its <c>#!</c>.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="CellException">Something is missing, or stands there that does not belong there.</exception>
    public static MagicLine Match(KernelDirective directive, string line, MagicPlace place)
    {
        var matcher = new MagicMatcher(directive, place);
        var tokens = new Queue<MagicToken>(MagicLineReader.Read(line, place));
        matcher.SelectSubcommand(tokens);
        while (tokens.TryDequeue(out var token))
            matcher.Add(token, tokens);
        matcher.CheckComplete();
        return new MagicLine(matcher._directive, [.. matcher._given.Select(given => new MagicArgument(given.Parameter, given.Values))], place);
    }

    private void SelectSubcommand(Queue<MagicToken> tokens)
    {
        while (_directive is KernelActionDirective { Subcommands: { Count: > 0 } subcommands }
            && tokens.TryPeek(out var token) && token.Kind == MagicTokenKind.Word
            && subcommands.FirstOrDefault(known => known.Name.Equals(token.Text, StringComparison.OrdinalIgnoreCase)) is { } subcommand)
        {
            tokens.Dequeue();
            _directive = subcommand;
            // What the command takes, each of its subcommands takes as well.
            _parameters = [.. subcommand.Parameters, .. _parameters];
            _name += " " + subcommand.Name;
        }
    }

    private void Add(MagicToken token, Queue<MagicToken> rest)
    {
        if (token.Kind != MagicTokenKind.Name)
        {
            Add(Implicit(token), token);
            return;
        }
        var parameter = _parameters.FirstOrDefault(known => known.Name.Equals(token.Text, StringComparison.OrdinalIgnoreCase))
            ?? throw Failure($"{_name} has no parameter {token.Text}{ClosestName.Suggest(token.Text, _parameters.Select(known => known.Name))}");
        if (parameter.Flag)
            Add(parameter, null);
        else if (rest.TryPeek(out var value) && value.Kind != MagicTokenKind.Name)
            Add(parameter, rest.Dequeue());
        else
            throw Failure($"{parameter.Name} of {_name} has no value. One that begins with -- stands in quotes.");
    }

    private KernelDirectiveParameter Implicit(MagicToken token)
    {
        var candidates = _parameters.Where(parameter => parameter.AllowImplicitName && !parameter.Flag).ToList();
        if (candidates.Find(parameter => Count(parameter) < parameter.MaxOccurrences) is { } free)
            return free;
        var subcommands = (_directive as KernelActionDirective)?.Subcommands ?? [];
        var expected = subcommands.Count > 0 && _given.Count == 0
            ? $" Expected one of: {string.Join(", ", subcommands.Select(known => known.Name))}."
            : candidates.Count > 0 ? " A value with blanks in it stands in quotes." : " Name the parameter that the value is for.";
        throw Failure($"{_name} does not expect {Show(token)} there.{expected}");
    }

    private void Add(KernelDirectiveParameter parameter, MagicToken? value)
    {
        if (Count(parameter) >= Math.Max(1, parameter.MaxOccurrences))
            throw Failure($"{parameter.Name} of {_name} is given more than {(parameter.MaxOccurrences <= 1 ? "once" : $"{parameter.MaxOccurrences} times")}.");
        if (Find(parameter) is not { } values)
            _given.Add((parameter, values = []));
        if (value is not null)
            values.Add(value);
    }

    private void CheckComplete()
    {
        if (_parameters.Where(parameter => parameter.Required && Find(parameter) is null).Select(parameter => parameter.Name).ToList() is { Count: > 0 } missing)
            throw Failure($"{_name} needs {string.Join(" and ", missing)}.");
    }

    private List<MagicToken>? Find(KernelDirectiveParameter parameter) => _given.Find(given => given.Parameter == parameter).Values;

    private int Count(KernelDirectiveParameter parameter) => Find(parameter) is { } values ? Math.Max(1, values.Count) : 0;

    private static string Show(MagicToken token) => token.Kind == MagicTokenKind.Quoted ? $"\"{token.Verbatim}\"" : $"'{token.Text}'";

    private CellException Failure(string problem) => _place.Failure($"{problem} Usage: {MagicUsage.Of(_directive, _name)}");
}
