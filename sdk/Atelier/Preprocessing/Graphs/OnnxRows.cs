using System.Collections.Immutable;
using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Preprocessing;

/// <summary>The rows between two steps of a graph: one array of float32, or the columns of a table in float64 and text, as in a <see cref="Data.Dataset"/>.</summary>
internal sealed class OnnxRows
{
    private readonly OnnxValue? _dense;
    private readonly ImmutableArray<OnnxPart> _parts;

    private OnnxRows(FeatureSchema schema, OnnxValue? dense, ImmutableArray<OnnxPart> parts)
    {
        Schema = schema;
        _dense = dense;
        _parts = parts;
    }

    /// <summary>Shape, names and kinds of the rows.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>One array of float32.</summary>
    /// <param name="schema">What it holds.</param>
    /// <param name="values">(batch, width) numbers of float32.</param>
    public static OnnxRows Dense(FeatureSchema schema, OnnxValue values) => new(schema, values, []);

    /// <summary>The columns of a table.</summary>
    /// <param name="schema">What they hold.</param>
    /// <param name="parts">As wide together as the schema.</param>
    public static OnnxRows Table(FeatureSchema schema, IEnumerable<OnnxPart> parts) => new(schema, null, [.. parts]);

    /// <summary>All features as (batch, width) numbers of float64.</summary>
    public OnnxValue Numbers(OnnxWriter writer) => _dense is { } dense
        ? writer.Cast(dense, DataType.Float64)
        : writer.Concat([.. _parts.Select(part => part.Value)]);

    /// <summary>All features as (batch, width) numbers of float32.</summary>
    public OnnxValue Floats(OnnxWriter writer) => _dense ?? writer.Cast(Numbers(writer), DataType.Float32);

    /// <summary>Rows of the same form with other numbers: a table stays a table.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="schema">What they hold.</param>
    /// <param name="numbers">(batch, width) numbers of float64.</param>
    public OnnxRows With(OnnxWriter writer, FeatureSchema schema, OnnxValue numbers) => _dense is null
        ? Table(schema, [new OnnxPart(numbers, schema.Width)])
        : Dense(schema, writer.Cast(numbers, DataType.Float32));

    /// <summary>One column: (batch, 1) numbers of float64 or texts.</summary>
    public OnnxPart Column(OnnxWriter writer, int at) => Parts(writer, [at])[0];

    /// <summary>Some columns, as those of a table.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="schema">What the chosen columns hold.</param>
    /// <param name="columns">Their places here, in the new order.</param>
    public OnnxRows Select(OnnxWriter writer, FeatureSchema schema, IReadOnlyList<int> columns) => Table(schema, Parts(writer, columns));

    private List<OnnxPart> Parts(OnnxWriter writer, IReadOnlyList<int> columns)
    {
        var chosen = new List<OnnxPart>();
        for (var i = 0; i < columns.Count;)
        {
            var (part, start) = PartOf(columns[i]);
            var first = i;
            while (i < columns.Count && columns[i] >= start && columns[i] < start + part.Width)
            {
                i++;
            }

            long[] places = [.. columns.Skip(first).Take(i - first).Select(at => (long)(at - start))];
            var whole = places.Length == part.Width && places.Select((place, at) => place == at).All(same => same);
            var value = whole ? part.Value : writer.Gather(part.Value, places, axis: 1);
            chosen.Add(part with
            {
                Value = value.Type == DataType.Float32 ? writer.Cast(value, DataType.Float64) : value,
                Width = places.Length,
            });
        }

        return chosen;
    }

    private (OnnxPart Part, int Start) PartOf(int column)
    {
        if (_dense is { } dense)
        {
            return (new OnnxPart(dense, Schema.Width), 0);
        }

        var start = 0;
        foreach (var part in _parts)
        {
            if (column < start + part.Width)
            {
                return (part, start);
            }

            start += part.Width;
        }

        throw new ArgumentOutOfRangeException(nameof(column), column, $"Expected one of {start} columns.");
    }
}
