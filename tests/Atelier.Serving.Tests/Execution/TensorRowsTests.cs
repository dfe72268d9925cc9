using System.Reflection;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

public sealed class TensorRowsTests
{
    public static TheoryData<DataType> Types => [.. Enum.GetValues<DataType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Join_ThenSlice_GivesTheRowsBack(DataType type) =>
        typeof(TensorRowsTests).GetMethod(nameof(Check), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type.ToElementType()).Invoke(null, [type]);

    private static void Check<T>(DataType type)
    {
        T[] values = [.. Enumerable.Range(0, 12).Select(i => (T)Value(type, i))];
        var (a, b) = (NamedTensor.Create<T>("x", values[..4], 1, 2, 2), NamedTensor.Create<T>("x", values[4..], 2, 2, 2));

        var joined = TensorRows.Join([a, b]);
        var back = TensorRows.Slice(joined, 1, 2);

        Assert.Equal([3, 2, 2], joined.Shape);
        Assert.Equal(values, joined.Values<T>().ToArray());
        Assert.Equal([2, 2, 2], back.Shape);
        Assert.Equal(values[4..], back.Values<T>().ToArray());
    }

    private static object Value(DataType type, int i) => type switch
    {
        DataType.Bool => i % 3 == 0,
        DataType.Float16 => (Half)i,
        DataType.String => $"word {i}",
        _ => Convert.ChangeType(i, type.ToElementType(), System.Globalization.CultureInfo.InvariantCulture),
    };
}
