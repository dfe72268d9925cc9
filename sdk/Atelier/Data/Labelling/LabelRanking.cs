namespace Atelier.Data;

/// <summary>Which suspects come first.</summary>
public enum LabelRanking
{
    /// <summary>Those in which another class is furthest ahead of the label: p(label) - max p(other), ascending.</summary>
    NormalizedMargin,

    /// <summary>Those with the least probable label: p(label), ascending.</summary>
    SelfConfidence,
}
