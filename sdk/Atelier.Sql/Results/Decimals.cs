using System.Globalization;

namespace Atelier.Sql;

/// <summary>Whole numbers of a power of ten as decimals.</summary>
internal static class Decimals
{
    private const byte MostScale = 28;

    /// <summary>The decimal that is exactly <paramref name="units"/> times 10^-<paramref name="scale"/>, if there is one.</summary>
    public static bool TryMake(Int128 units, byte scale, out decimal value)
    {
        // Zeros at the end carry nothing: without them more numbers fit.
        while ((scale > MostScale || UInt128.CreateTruncating(Int128.Abs(units)) >> 96 != 0) && scale > 0 && units % 10 == 0)
        {
            units /= 10;
            scale--;
        }

        var size = units < 0 ? UInt128.Zero - (UInt128)units : (UInt128)units;
        if (scale > MostScale || size >> 96 != 0)
        {
            value = 0;
            return false;
        }

        value = new decimal((int)(uint)(size & uint.MaxValue), (int)(uint)(size >> 32 & uint.MaxValue), (int)(uint)(size >> 64), units < 0, scale);
        return true;
    }

    public static string Show(Int128 units, byte scale)
    {
        var digits = units.ToString(CultureInfo.InvariantCulture).TrimStart('-').PadLeft(scale + 1, '0');
        return (units < 0 ? "-" : "") + digits[..^scale] + (scale == 0 ? "" : "." + digits[^scale..]);
    }
}
