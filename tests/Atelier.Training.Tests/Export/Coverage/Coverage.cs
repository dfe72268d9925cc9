using System.Text;
using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>What is exported, as the code and the cases of the tests give it.</summary>
internal static class Coverage
{
    /// <summary>The command that writes the file anew.</summary>
    public const string Rewrite = "ATELIER_REWRITE=1 dotnet run -c Release --project tests/Atelier.Training.Tests -- --filter-class '*CoverageTests'";

    private const int LineWidth = 140;

    /// <summary>Where the file lies.</summary>
    public static string Path { get; } = Checkout.PathOf("sdk", "Atelier.Training", "Export", "COVERAGE.md");

    /// <summary>Every class of TorchSharp that a user can make and that is a module.</summary>
    public static IReadOnlyList<Type> TorchSharpModules { get; } =
        Modules(typeof(nn.Module).Assembly, type => type.Namespace == "TorchSharp.Modules");

    /// <summary>Every layer and model of the kit.</summary>
    public static IReadOnlyList<Type> OwnModules { get; } = Modules(typeof(OnnxExporter).Assembly, _ => true);

    /// <summary>The names of the cases of each type of module, its own and those of which it is a part.</summary>
    public static IReadOnlyDictionary<Type, IReadOnlyList<string>> Cases()
    {
        var found = new Dictionary<Type, List<string>>();
        foreach (var (name, example) in ModuleCases.All)
        {
            using var scope = NewDisposeScope();
            using var module = example.Make();
            foreach (var type in module.modules().Prepend(module).Select(part => Definition(part.GetType())).Distinct())
            {
                if (!found.TryGetValue(type, out var names))
                {
                    found[type] = names = [];
                }

                names.Add(name);
            }
        }

        return found.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value);
    }

    /// <summary>The operations that the cases of modules and of operations use.</summary>
    public static IReadOnlySet<string> OperationsOfCases()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var example in ModuleCases.All.Values)
        {
            using var scope = NewDisposeScope();
            using var module = example.Make();
            Record(module, example.Example(2, 0, 1), example.CallOf(module));
        }

        foreach (var example in OperationCases.All.Values)
        {
            using var scope = NewDisposeScope();
            using var module = new Lambda(example.Forward);
            Record(module, example.Example(2, 1), inputs => module.call(inputs[0]));
        }

        return found;

        void Record(nn.Module module, Tensor input, Func<IReadOnlyList<Tensor>, object?> forward)
        {
            module.eval();
            using var guard = no_grad();
            using var trace = ForwardTracer.Run(module, OnnxConverters.None, [("x", input)], () => [.. TensorsIn.Value(forward([input]))], TraceDetail.None);
            found.UnionWith(trace.Nodes.Where(node => node.IsOperation).Select(node => node.Kind.EndsWith("__", StringComparison.Ordinal) ? node.Kind : node.Kind.TrimEnd('_')));
        }
    }

    /// <summary>The file.</summary>
    public static string Text()
    {
        var (cases, tried) = (Cases(), OperationsOfCases());
        var text = new StringBuilder();
        text.Append(
            $"""
            # What is exported
            Any forward is exported by recording what it does; see `OnnxExporter`. This page lists what has been tried: each case below is exported at ONNX's operator sets 17 and 23 and compared with
            TorchSharp in ONNX Runtime at batches of 1 and 7 and at other lengths, to 1e-5 (recurrent layers 1e-4). It is written from the code by
            `{Rewrite}`.

            ## Layers and models of the kit

            """);
        Table(text, "layer", "cases", OwnModules.Select(type => (Show(type), string.Join("; ", Own(type, cases)))));
        text.Append("\n## Modules of TorchSharp\n");
        Table(text, "module", "cases", TorchSharpModules.Where(cases.ContainsKey).Select(type => (Show(type), string.Join("; ", Own(type, cases)))));
        text.Append("\n## Modules of TorchSharp that are not\n");
        Table(text, "module", "why", TorchSharpModules.Where(type => !cases.ContainsKey(type)).GroupBy(Why, Show).Select(group => (string.Join("`, `", group), group.Key)));
        text.Append($"\n## Operations of libtorch\n{AtenOperations.Names.Count} operations are known, and so are their in-place forms. Those that draw random numbers are refused. Those in parentheses are in none of the tests' cases.\n\n");
        Lines(text, AtenOperations.Names.Select(name => tried.Contains(name) ? Short(name) : $"({Short(name)})"));
        text.Append(
            """

            ## What is not in these lists
            An operation that has no counterpart is an error that names it, the module and the line of code. Write it with other operations, write that part with `OnnxOps`, or give its module a converter:
            `IOnnxConverter<TModule>`.

            """);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Why(Type type) => RefusedModules.IsLoss(type) ? "a loss, which is computed in training only" : RefusedModules.All[type].Reason;

    /// <summary>The cases that begin with a module's name; those of which it is a part where there are none.</summary>
    private static IEnumerable<string> Own(Type type, IReadOnlyDictionary<Type, IReadOnlyList<string>> cases)
    {
        var name = type.Name.Split('`')[0];
        var own = cases[type].Where(entry => entry.Split(' ')[0] == name).Select(entry => entry.Length == name.Length ? "usual" : entry[(name.Length + 1)..]).ToArray();
        return own.Length > 0 ? own : cases[type].Select(entry => $"within {entry}");
    }

    private static void Table(StringBuilder text, string first, string second, IEnumerable<(string First, string Second)> rows)
    {
        text.Append($"| {first} | {second} |\n|---|---|\n");
        foreach (var row in rows)
        {
            text.Append($"| `{row.First}` | {row.Second} |\n");
        }
    }

    private static void Lines(StringBuilder text, IEnumerable<string> words)
    {
        var length = 0;
        foreach (var word in words)
        {
            if (length > 0 && length + word.Length >= LineWidth)
            {
                text.Append('\n');
                length = 0;
            }

            text.Append(length == 0 ? word : $" {word}");
            length += word.Length + 1;
        }

        text.Append('\n');
    }

    private static Type[] Modules(System.Reflection.Assembly assembly, Func<Type, bool> isWanted) =>
    [
        .. assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsSubclassOf(typeof(nn.Module)) && isWanted(type))
            .DistinctBy(Show)
            .OrderBy(Show, StringComparer.Ordinal),
    ];

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static string Show(Type type) => type.Name.Split('`')[0];

    private static string Short(string name) => name.StartsWith("aten::", StringComparison.Ordinal) ? name["aten::".Length..] : name;
}
