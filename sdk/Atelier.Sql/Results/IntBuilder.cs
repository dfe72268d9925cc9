using System.Numerics;

namespace Atelier.Sql;

/// <summary>Small whole numbers as int.</summary>
internal sealed class IntBuilder<T>(string name) : FixedBuilder<T, int>(name)
    where T : unmanaged, INumberBase<T>
{
    protected override void Convert(ReadOnlySpan<T> source, Span<int> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = int.CreateTruncating(source[i]);
        }
    }
}
