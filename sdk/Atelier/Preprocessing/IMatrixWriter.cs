using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>A transformer that can write its result straight into a part of a larger matrix.</summary>
internal interface IMatrixWriter
{
    /// <summary>Writes row r, feature f to r * stride + offset + f.</summary>
    void Write(Dataset data, Memory<float> matrix, int stride, int offset);
}
