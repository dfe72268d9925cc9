using System.Numerics;

namespace Atelier.Sql;

/// <summary>DECIMAL, a whole number of 10^-scale, as decimal.</summary>
internal sealed class DecimalBuilder<T>(string name, byte scale) : FixedBuilder<T, decimal>(name)
    where T : unmanaged, IBinaryInteger<T>
{
    protected override void Convert(ReadOnlySpan<T> source, Span<decimal> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            if (!Decimals.TryMake(Int128.CreateTruncating(source[i]), scale, out target[i]))
            {
                throw OutOfRange(Decimals.Show(Int128.CreateTruncating(source[i]), scale), "decimal (28 digits)", "Cast it to double or varchar in SQL.");
            }
        }
    }
}
