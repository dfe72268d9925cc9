namespace Atelier.Data;

/// <summary>What a column of a table holds, as its profile sees it.</summary>
public enum ColumnType
{
    /// <summary>Numbers with fractions.</summary>
    Number,

    /// <summary>Whole numbers.</summary>
    WholeNumber,

    /// <summary>True or false; its figures count true as 1 and false as 0.</summary>
    Truth,

    /// <summary>Text or categories.</summary>
    Text,

    /// <summary>Dates or points in time; its figures are days since 1970-01-01.</summary>
    Date,
}
