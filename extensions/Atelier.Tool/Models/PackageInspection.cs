using System.Globalization;
using Atelier.Packaging;
using Atelier.Prediction;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier package inspect</c>.</summary>
internal static class PackageInspection
{
    public static int Run(ToolHost host, string path, bool json)
    {
        try
        {
            var package = PackageReader.Load(path);
            var graph = GraphSummary.Of(package.Graph);
            if (json)
                host.Out.WriteJson(Describe(package, graph));
            else
                Show(host.Out, package, graph);
            return ExitCodes.Success;
        }
        catch (InvalidDataException exception)
        {
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Failed;
        }
    }

    private static object Describe(ModelPackage package, GraphSummary graph) => new
    {
        package.Name,
        Graph = new
        {
            Bytes = package.Graph.Bytes.Length,
            DataFiles = package.Graph.DataFiles.Select(file => new { file.Name, Bytes = file.Bytes.Length }),
            graph.Producer,
            graph.Opsets,
            graph.Operations,
            graph.Weights,
            graph.Parameters,
        },
        Preprocessing = package.Preprocessing?.ToJson(),
        package.Signature,
        Evaluation = package.Report,
        package.Provenance,
        package.Card,
    };

    private static void Show(IAnsiConsole console, ModelPackage package, GraphSummary graph)
    {
        console.WriteLine(package.Name, new Style(decoration: Decoration.Bold));
        if (package.Card is { Summary.Length: > 0 } card)
            console.WriteLine(card.Summary);
        var notes = (package.Signature.Notes ?? []).ToDictionary(note => note.Name);
        var specs = package.Signature.Inputs.Select(spec => ("input", spec)).Concat(package.Signature.Outputs.Select(spec => ("output", spec))).ToArray();
        console.WriteTable("Signature", ["", "Name", "Type", "Shape", "Unit", "Meaning"], specs.Select(row => Row(row.Item1, row.spec, notes.GetValueOrDefault(row.spec.Name)))
            .Concat(notes.Values.Where(note => specs.All(row => row.spec.Name != note.Name)).Select(note => new[] { "feature", note.Name, "", "", note.Unit, note.Description })));
        if (package.Signature.ClassNames.Count > 0)
            console.WriteLine($"Classes: {string.Join(", ", package.Signature.ClassNames)}");
        console.WriteTable("Graph", ["", ""],
        [
            ["Size", $"{Number(package.Graph.Bytes.Length)} bytes"],
            .. package.Graph.DataFiles.Select(file => new[] { file.Name, $"{Number(file.Bytes.Length)} bytes" }),
            ["Producer", graph.Producer],
            ["Opsets", string.Join(", ", graph.Opsets.Select(opset => $"{opset.Key} {opset.Value}"))],
            ["Nodes", $"{Number(graph.Nodes)}: {string.Join(", ", graph.Operations.Select(operation => $"{operation.Key} {operation.Value}"))}"],
            ["Parameters", $"{Number(graph.Parameters)} in {Number(graph.Weights)} arrays"],
            ["Preprocessing", package.Preprocessing is { } preprocessing ? $"{preprocessing.Kind}: {preprocessing.Input} -> {preprocessing.Output}" : "none"],
        ]);
        if (package.Report is { } report)
        {
            console.WriteTable($"Metrics on {report.DatasetName}, {Number(report.Count)} rows", ["Metric", "Value"], report.Metrics.Select(metric => new[] { metric.Name, Number(metric.Value) }));
            console.WriteTable("Classes", ["Class", "Precision", "Recall", "F1", "Rows"], report.ConfusionMatrix.PerClass().Select(row =>
                new[] { row.ClassName, Number(row.Precision), Number(row.Recall), Number(row.F1), Number(row.Support) }));
        }
        Origin(console, package.Provenance);
    }

    private static void Origin(IAnsiConsole console, Provenance origin) => console.WriteTable("Provenance", ["", ""],
    [
        ["Trained", origin.CreatedAt.ToString("u", CultureInfo.InvariantCulture)],
        ["Took", origin.Duration.ToString("c", CultureInfo.InvariantCulture)],
        ["Data", $"{origin.Data.Name}, {Number(origin.Data.Count)} rows"],
        ["Data SHA-256", origin.Data.Hash],
        ["Commit", origin.Commit ?? "unknown"],
        ["Hardware", origin.Hardware],
        .. origin.Energy is { } energy
            ? new[] { new[] { "Energy", $"{Number(energy.Joules)} J, {energy.Source}{(energy.CarbonDioxide is { } grams ? $", {Number(grams)} g CO2e" : "")}" } }
            : [],
        .. origin.Seeds.Select(pair => new[] { $"Seed {pair.Key}", pair.Value.ToString(CultureInfo.InvariantCulture) }),
        .. origin.Options.Select(pair => new[] { pair.Key, pair.Value }),
        .. origin.Figures.Select(pair => new[] { pair.Key, Number(pair.Value) }),
        .. origin.Versions.Select(pair => new[] { pair.Key, pair.Value }),
    ]);

    private static string?[] Row(string kind, TensorSpec spec, FieldNote? note) =>
        [kind, spec.Name, spec.DataType.ToProtocolName(), $"({string.Join(", ", spec.Shape.Select(length => length < 0 ? "any" : Number(length)))})", note?.Unit, note?.Description];

    private static string Number(double value) => value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
