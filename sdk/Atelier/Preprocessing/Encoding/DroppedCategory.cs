namespace Atelier.Preprocessing;

/// <summary>Which category of a column a <see cref="OneHotEncoder"/> leaves out, because the others tell it.</summary>
public enum DroppedCategory
{
    /// <summary>None.</summary>
    None,

    /// <summary>The first of every column, for models that cannot bear features which add up to 1.</summary>
    First,

    /// <summary>The first of columns with two categories: one feature says all.</summary>
    FirstOfTwo,
}
