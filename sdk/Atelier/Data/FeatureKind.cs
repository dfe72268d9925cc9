namespace Atelier.Data;

/// <summary>What a column of a <see cref="Dataset"/> holds.</summary>
public enum FeatureKind
{
    /// <summary>Numbers as float64; NaN where missing. Truth values are 0 and 1.</summary>
    Number,

    /// <summary>Text or categories; null where missing.</summary>
    Text,

    /// <summary>Points in time; null where missing.</summary>
    Date,
}
