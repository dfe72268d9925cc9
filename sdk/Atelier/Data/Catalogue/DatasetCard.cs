using System.Text;

namespace Atelier.Data;

/// <summary>What is to be known of a dataset of the catalogue before it is loaded.</summary>
public sealed record DatasetCard
{
    /// <summary>The name that <see cref="Datasets.Load"/> takes, such as <c>mnist</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What a model learns from it, such as "classification, 10 classes".</summary>
    public required string Task { get; init; }

    /// <summary>The number of rows of all parts together.</summary>
    public required int Rows { get; init; }

    /// <summary>Shape, unit and range of the features, or the columns of a table.</summary>
    public required string Features { get; init; }

    /// <summary>Under which terms it may be used.</summary>
    public required string Licence { get; init; }

    /// <summary>Who made it, and where it is published.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it comes with the package, is computed or is downloaded.</summary>
    public required DatasetOrigin Origin { get; init; }

    /// <summary>The published parts; empty where there is no published division and only <see cref="DatasetPart.All"/> loads.</summary>
    public IReadOnlyList<DatasetPart> Parts { get; init; } = [];

    /// <summary>Its files; empty where it is computed.</summary>
    public IReadOnlyList<DatasetFile> Files { get; init; } = [];

    /// <summary>True when <see cref="Datasets.LoadFrame"/> gives it as a table.</summary>
    public required bool IsTable { get; init; }

    /// <summary>The card as lines of text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder()
            .Append(Name).Append(": ").Append(Summary).Append('\n')
            .Append("  task      ").Append(Task).Append('\n')
            .Append(FormattableString.Invariant($"  rows      {Rows:N0}"))
            .Append(Parts.Count == 0 ? "" : $" in the parts {string.Join(", ", Parts).ToLowerInvariant()}").Append('\n')
            .Append("  features  ").Append(Features).Append('\n')
            .Append("  licence   ").Append(Licence).Append('\n')
            .Append("  source    ").Append(Source).Append('\n')
            .Append("  origin    ").Append(Origin switch
            {
                DatasetOrigin.Shipped => "comes with the package",
                DatasetOrigin.Generated => "computed when loaded",
                _ => $"downloaded by `await Datasets.LoadAsync(\"{Name}\")`",
            });
        foreach (var file in Files)
        {
            text.Append("\n  file      ").Append(file);
        }

        return text.ToString();
    }
}
