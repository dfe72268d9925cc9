using System.Runtime.InteropServices;

namespace Atelier.Data;

/// <summary>A column's values numbered by their first appearance.</summary>
/// <param name="Codes">The number of each row's value; -1 where missing.</param>
/// <param name="Counts">How often each value occurs.</param>
/// <param name="Texts">Each value of a column of text; empty for numbers.</param>
internal sealed record Categories(int[] Codes, int[] Counts, string[] Texts)
{
    public static Categories Of(IReadOnlyList<string?> values)
    {
        var numbering = new Numbering<string>(values.Count);
        for (var row = 0; row < values.Count; row++)
        {
            if (values[row] is { } text)
            {
                numbering.Add(row, text);
            }
        }

        return new Categories(numbering.Codes, [.. numbering.Counts], [.. numbering.Values]);
    }

    public static Categories Of(double[] values)
    {
        var numbering = new Numbering<double>(values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            if (!double.IsNaN(values[row]))
            {
                numbering.Add(row, values[row]);
            }
        }

        return new Categories(numbering.Codes, [.. numbering.Counts], []);
    }

    private sealed class Numbering<T>
        where T : notnull
    {
        private readonly Dictionary<T, int> _numbers = [];

        public Numbering(int rows)
        {
            Codes = new int[rows];
            Array.Fill(Codes, -1);
        }

        public int[] Codes { get; }

        public List<int> Counts { get; } = [];

        public List<T> Values { get; } = [];

        public void Add(int row, T value)
        {
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out var isKnown);
            if (!isKnown)
            {
                code = Values.Count;
                Values.Add(value);
                Counts.Add(0);
            }

            Codes[row] = code;
            Counts[code]++;
        }
    }
}
