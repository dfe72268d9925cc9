namespace Atelier.Data;

/// <summary>Rows of features that are read when they are asked for, such as pictures in a folder or a file larger than memory.</summary>
/// <remarks>Safe to call from several threads at once. It lives as long as the datasets over it.</remarks>
public interface IFeatureSource
{
    /// <summary>The number of rows.</summary>
    int Count { get; }

    /// <summary>The shape of one row, every length at least 1.</summary>
    IReadOnlyList<int> Shape { get; }

    /// <summary>Reads chosen rows.</summary>
    /// <param name="rows">Row numbers from 0 to below <see cref="Count"/>; a row may be chosen more than once.</param>
    /// <param name="destination">Takes the rows one after the other, (rows x product of <see cref="Shape"/>) values.</param>
    /// <exception cref="IOException">A row cannot be read; the message names the file.</exception>
    /// <exception cref="InvalidDataException">A row's content is damaged; the message names the file.</exception>
    void Read(ReadOnlySpan<int> rows, Span<float> destination);
}
