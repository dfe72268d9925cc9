namespace Atelier.Sql;

/// <summary>The types of values that a text file's column may be declared to hold.</summary>
public enum ColumnType
{
    /// <summary>Truth values: true or false in lower, upper or title case.</summary>
    Bool,

    /// <summary>Whole numbers from -2,147,483,648 to 2,147,483,647.</summary>
    Int,

    /// <summary>Whole numbers of 64 bits.</summary>
    Long,

    /// <summary>Floating point numbers of 64 bits.</summary>
    Double,

    /// <summary>Decimal numbers, exact to 28 digits.</summary>
    Decimal,

    /// <summary>Text as it stands in the file.</summary>
    String,

    /// <summary>Days: 2024-02-29.</summary>
    DateOnly,

    /// <summary>Points in time: 2024-02-29 12:34:56.789, with a T for the space, without seconds or with a zone, then as UTC.</summary>
    DateTime,
}
