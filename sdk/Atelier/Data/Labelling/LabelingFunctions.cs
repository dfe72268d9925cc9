using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>Begins sets of labelling functions, and applies them to tables.</summary>
/// <remarks>
/// Weak supervision: instead of labelling rows by hand, one writes functions that each vote for a class, or abstain, and lets a model say how far
/// to trust each (Ratner et al. 2017, "Snorkel: Rapid Training Data Creation with Weak Supervision").
/// </remarks>
/// <example>
/// <code>
/// var votes = LabelingFunctions.OverTexts("ham", "spam")
///     .Add("offers money", text => text.Contains('$') ? "spam" : null)
///     .Add("is an answer", text => text.StartsWith("Re:") ? "ham" : null)
///     .Apply(messages);
/// var labels = LabelModel.Fit(votes).Apply(votes);
/// </code>
/// </example>
public static class LabelingFunctions
{
    /// <summary>An empty set of functions over texts.</summary>
    /// <param name="classNames">At least two classes; a label is an index into them.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes, or two of one name.</exception>
    public static LabelingFunctions<string> OverTexts(params IReadOnlyList<string> classNames) => new(classNames);

    /// <summary>An empty set of functions over the rows of data frames: <c>row["age"]</c> is a value, null where missing.</summary>
    /// <param name="classNames">At least two classes; a label is an index into them.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes, or two of one name.</exception>
    public static LabelingFunctions<DataFrameRow> OverRows(params IReadOnlyList<string> classNames) => new(classNames);

    /// <summary>Lets every function vote on every row of a data frame.</summary>
    /// <param name="functions">At least one function.</param>
    /// <param name="frame">The rows.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no function, one failed, or one voted for an unknown class; the message names it and the row.
    /// </exception>
    public static LabelVotes Apply(
        this LabelingFunctions<DataFrameRow> functions, DataFrame frame, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(frame);
        return functions.Apply(frame.Rows, cancellationToken);
    }
}
