namespace Atelier.Data;

/// <summary>How strongly two columns go together, and by which formula.</summary>
public enum AssociationMeasure
{
    /// <summary>Two columns of numbers, linear: Pearson's correlation, -1 to 1. As <c>pandas.DataFrame.corr()</c>.</summary>
    Pearson,

    /// <summary>
    /// Two columns of numbers, monotone: Spearman's rank correlation, -1 to 1, ranks of equal values averaged. As
    /// <c>pandas.DataFrame.corr("spearman")</c>.
    /// </summary>
    Spearman,

    /// <summary>Two columns of categories: Cramér's V, 0 to 1, with the correction for bias of Bergsma (2013).</summary>
    CramersV,

    /// <summary>A column of numbers by categories: the correlation ratio eta, the root of the share of variance between the categories, 0 to 1.</summary>
    CorrelationRatio,
}
