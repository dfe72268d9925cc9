using System.Globalization;
using System.Text;
using Atelier.Evaluation;
using Atelier.Prediction;

namespace Atelier.Packaging;

/// <summary>Writes the model card of a package in Markdown; equal packages give equal cards.</summary>
internal static class CardWriter
{
    public static string Write(ModelPackage package)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {package.Name}\n\n");
        text.Append(package.Card is { Summary.Length: > 0 } card ? card.Summary.Trim() : Summary(package)).Append("\n\n");
        Section(text, "Intended use", package.Card?.IntendedUse);
        Signature(text, package);
        Evaluation(text, package.Report);
        Data(text, package.Provenance.Data);
        Origin(text, package);
        Section(text, "Limits", package.Card is { Limitations.Length: > 0 } said ? said.Limitations : DefaultLimits(package));
        Call(text, package);
        Section(text, "License", package.Card?.License);
        Section(text, "Contact", package.Card?.Contact);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Summary(ModelPackage package)
    {
        var classes = package.Signature.ClassNames;
        return classes.Count > 0
            ? $"Tells {classes.Count.ToString(CultureInfo.InvariantCulture)} classes apart: {string.Join(", ", classes.Take(20).Select(Cell))}{(classes.Count > 20 ? ", ..." : "")}."
            : $"Gives {string.Join(", ", package.Signature.Outputs.Select(output => Cell(output.Name)))} for "
                + $"{string.Join(", ", package.Signature.Inputs.Take(20).Select(input => Cell(input.Name)))}{(package.Signature.Inputs.Count > 20 ? ", ..." : "")}.";
    }

    private static void Signature(StringBuilder text, ModelPackage package)
    {
        var signature = package.Signature;
        var notes = (signature.Notes ?? []).ToDictionary(note => note.Name);
        foreach (var (title, specs) in new[] { ("Inputs", signature.Inputs), ("Outputs", signature.Outputs) })
        {
            Table(text, title, ["Name", "Type", "Shape", "Unit", "Meaning"], specs.Select(spec =>
            {
                var note = notes.GetValueOrDefault(spec.Name);
                return new[] { spec.Name, spec.DataType.ToProtocolName(), Check.Show([.. spec.Shape.Select(length => (long)length)]), note?.Unit ?? "", note?.Description ?? "" };
            }));
        }

        var features = notes.Values.Where(note => signature.Inputs.Concat(signature.Outputs).All(spec => spec.Name != note.Name)).ToArray();
        if (features.Length > 0)
        {
            Table(text, "Features", ["Name", "Unit", "Meaning"], features.Select(note => new[] { note.Name, note.Unit, note.Description }));
        }

        text.Append(package.Preprocessing is { } preprocessing
            ? $"Callers give raw rows: the fitted preprocessing (`{preprocessing.Kind}`) is part of the package; it runs {package.PreprocessingPlace}.\n\n"
            : "The graph takes the inputs as they are.\n\n");
    }

    private static void Evaluation(StringBuilder text, EvaluationReport? report)
    {
        if (report is null)
        {
            Section(text, "Evaluation", "The model has not been evaluated.");
            return;
        }

        Section(text, "Evaluation", $"On {report.Count.ToString("N0", CultureInfo.InvariantCulture)} rows of `{Cell(report.DatasetName)}`:");
        Rows(text, ["Metric", "Value", "Better"], report.Metrics.Select(metric =>
            new[] { metric.Name, Number(metric.Value), metric.HigherIsBetter ? "higher" : "lower" }));
        if (report.ConfusionMatrix.ClassNames.Count > 0)
        {
            Rows(text, ["Class", "Precision", "Recall", "F1", "Rows"], report.ConfusionMatrix.PerClass().Select(row => new[]
            {
                row.ClassName, Number(row.Precision), Number(row.Recall), Number(row.F1), row.Support.ToString("N0", CultureInfo.InvariantCulture),
            }));
        }
    }

    private static void Data(StringBuilder text, DataSummary data) => Table(text, "Training data", ["", ""],
    [
        ["Name", data.Name],
        ["Rows", data.Count.ToString("N0", CultureInfo.InvariantCulture)],
        ["Shape of a row", Check.Show([.. data.FeatureShape.Select(length => (long)length)])],
        ["SHA-256", data.Hash],
    ]);

    private static void Origin(StringBuilder text, ModelPackage package)
    {
        var origin = package.Provenance;
        Table(text, "Provenance", ["", ""],
        [
            ["Trained", origin.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)],
            ["Took", origin.Duration.ToString("c", CultureInfo.InvariantCulture)],
            ["Commit", origin.Commit ?? "unknown"],
            .. origin.Hardware.Length > 0 ? new[] { new[] { "Hardware", origin.Hardware } } : [],
            .. origin.Energy is { } energy ? new[] { new[] { "Energy", Energy(energy) } } : [],
            .. Pairs("Seed", origin.Seeds.Select(pair => (pair.Key, pair.Value.ToString(CultureInfo.InvariantCulture)))),
            .. Pairs("Version of", origin.Versions.Select(pair => (pair.Key, pair.Value))),
            .. Pairs("Option", origin.Options.Select(pair => (pair.Key, pair.Value))),
            .. Pairs("Figure", origin.Figures.Select(pair => (pair.Key, Number(pair.Value)))),
            ["Graph", $"{package.Graph.Bytes.Length.ToString("N0", CultureInfo.InvariantCulture)} bytes"],
            .. Pairs("Weights in", package.Graph.DataFiles.Select(file => (file.Name, $"{file.Bytes.Length.ToString("N0", CultureInfo.InvariantCulture)} bytes"))),
        ]);
    }

    private static string Energy(EnergyUse energy) =>
        $"{Number(energy.Joules)} J, {energy.Source}{(energy.CarbonDioxide is { } grams ? $"; {Number(grams)} g CO2e" : "")}";

    private static string DefaultLimits(ModelPackage package) =>
        $"The model knows what `{Cell(package.Provenance.Data.Name)}` shows, and nothing else: its answers on other kinds of data were not looked at."
        + (package.Report is null ? " Evaluate it before it is used." : "");

    private static void Call(StringBuilder text, ModelPackage package) => text.Append($"""
        ## Use

        ```csharp
        using Atelier.Data;
        using Atelier.Inference;
        using Atelier.Prediction;

        using var predictor = OnnxPredictor.Load("{package.Name}");  // the folder or zip file of this package
        Predictions answers = predictor.Predict(rows);               // rows: a Dataset as the model was trained on
        ```


        """.ReplaceLineEndings("\n"));

    private static IEnumerable<string[]> Pairs(string what, IEnumerable<(string Name, string Value)> pairs) =>
        pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => new[] { $"{what} {pair.Name}", pair.Value });

    private static void Section(StringBuilder text, string title, string? body)
    {
        if (!string.IsNullOrWhiteSpace(body))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{body.Trim().ReplaceLineEndings("\n")}\n\n");
        }
    }

    private static void Table(StringBuilder text, string title, string[] heads, IEnumerable<string[]> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        Rows(text, heads, rows);
    }

    private static void Rows(StringBuilder text, string[] heads, IEnumerable<string[]> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Cell))} |\n");
        }

        text.Append('\n');
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    // Names come from data: none may end a row or a cell, or be taken for markup.
    private static string Cell(string value)
    {
        var cell = new StringBuilder();
        foreach (var c in value)
        {
            cell.Append(char.IsControl(c) ? " " : c is '|' or '<' or '\\' or '`' or '[' or '*' ? $"\\{c}" : $"{c}");
        }

        return cell.ToString();
    }
}
