using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>A preprocessing step that learns from training data and is then applied, unchanged, to all other data.</summary>
/// <remarks>
/// A transformer is a plain value: <see cref="Fit"/> returns a fitted copy and leaves this one as it was, so a fitted
/// transformer is safe to share between threads. <see cref="Transform"/> never learns. Columns are found by name where both the training data and
/// the new data have names, so their order does not matter.
/// </remarks>
public interface ITransformer
{
    /// <summary>The name of this kind of transformer in saved files, such as <c>standard-scaler</c>.</summary>
    string Kind { get; }

    /// <summary>The rows that the fitted transformer takes.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    FeatureSchema Input { get; }

    /// <summary>The rows that the fitted transformer gives: shape, and feature names where there are any.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    FeatureSchema Output { get; }

    /// <summary>Learns from data; what an earlier fit learned is forgotten.</summary>
    /// <param name="data">The training part only: what is learned from other parts leaks into their evaluation.</param>
    /// <returns>A fitted copy.</returns>
    /// <exception cref="ArgumentException">Nothing can be learned from the data; the message says why.</exception>
    ITransformer Fit(Dataset data);

    /// <summary>Applies what was learned. Rows, labels and weights stay.</summary>
    /// <param name="data">Rows as it was fitted on; columns may stand in another order.</param>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another shape, other columns or other kinds of values.</exception>
    Dataset Transform(Dataset data);

    /// <summary>Everything that was set and learned, as JSON that <see cref="Transformers.FromJson"/> reads.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    JsonObject ToJson();
}
