namespace Atelier.Data;

/// <summary>What may be wrong with a table or a column.</summary>
public enum DataWarningKind
{
    /// <summary>There are no rows, or a column has no value at all.</summary>
    Empty,

    /// <summary>A column has one value in all rows that have any.</summary>
    Constant,

    /// <summary>A column has one value in nearly all rows.</summary>
    NearlyConstant,

    /// <summary>A column has another value in every row, as a number or name that stands for the row.</summary>
    IdentifierLike,

    /// <summary>A column alone predicts the label almost perfectly: it may be known only after the label is.</summary>
    LeakingLabel,

    /// <summary>A few numbers are far from the others.</summary>
    HeavyTail,

    /// <summary>Many values are missing.</summary>
    ManyMissing,

    /// <summary>Whether a value is missing depends on the label.</summary>
    MissingDependsOnLabel,

    /// <summary>Texts that usually stand for a missing value, such as <c>NA</c>.</summary>
    DisguisedMissing,

    /// <summary>A column has too many categories to encode one by one.</summary>
    HighCardinality,

    /// <summary>Rows that are equal in every column.</summary>
    DuplicateRows,

    /// <summary>Two columns hold the same values, or categories that stand one for one for each other.</summary>
    DuplicateColumns,

    /// <summary>A column of text holds numbers.</summary>
    MixedTypes,

    /// <summary>A class is rare.</summary>
    ImbalancedLabel,

    /// <summary>Rows have no label.</summary>
    MissingLabel,

    /// <summary>Numbers that are infinite.</summary>
    InfiniteValues,

    /// <summary>Categories that differ only in white space or in upper and lower case.</summary>
    CategoryVariants,
}
