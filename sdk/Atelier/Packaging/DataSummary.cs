using Atelier.Data;

namespace Atelier.Packaging;

/// <summary>Which data a model was trained on.</summary>
/// <param name="Name">The name of the dataset.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="FeatureShape">The shape of one row.</param>
/// <param name="FeatureNames">The name of each feature of a row; empty for unnamed features.</param>
/// <param name="ClassNames">The name of each class.</param>
/// <param name="Hash">SHA-256 of the rows and labels as the model saw them, in lower-case hexadecimal.</param>
public sealed record DataSummary(
    string Name,
    int Count,
    IReadOnlyList<int> FeatureShape,
    IReadOnlyList<string> FeatureNames,
    IReadOnlyList<string> ClassNames,
    string Hash)
{
    /// <summary>The summary of a dataset.</summary>
    /// <param name="data">The rows that the model is trained on.</param>
    public static DataSummary Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DataSummary(data.Name, data.Count, data.FeatureShape, data.FeatureNames, data.ClassNames, data.Hash);
    }
}
