namespace Atelier.Tests.Preprocessing;

/// <summary>The forms of data on which the contract of transformers is tested.</summary>
public enum SampleForm
{
    /// <summary>Unnamed numbers in one array.</summary>
    Dense,

    /// <summary>Named columns of numbers.</summary>
    Numbers,

    /// <summary>Named columns of text and dates.</summary>
    TextAndDates,
}
