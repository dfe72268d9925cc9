using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Atelier.Onnx;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Google.Protobuf;

namespace Atelier.Packaging;

/// <summary>One graph of a fitted preprocessing and the model behind it, from raw columns to answers.</summary>
/// <remarks>
/// A row that the preprocessing refuses - an unknown category, or a missing value that nothing fills - gets NaN in every answer of floats and an
/// empty label, since a graph cannot throw. In the file's metadata, <c>atelier.features</c> says what the model itself takes.
/// </remarks>
internal static class PipelineGraph
{
    private const string FeaturesKey = "atelier.features";
    private const string Label = "label";

    /// <summary>Puts both into one graph.</summary>
    /// <param name="model">The exported model, with one FP32 input.</param>
    /// <param name="preprocessing">The fitted preprocessing.</param>
    /// <param name="inputs">What callers give.</param>
    /// <param name="classNames">The names of the classes; empty where there are none.</param>
    /// <param name="reason">Why it cannot be done, as the end of a sentence; null where it can.</param>
    /// <returns>The graph; null where it cannot be done.</returns>
    public static OnnxGraph? Join(
        OnnxGraph model, ITransformer preprocessing, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<string> classNames, out string? reason)
    {
        reason = WhyNot(model, preprocessing, inputs);
        if (reason is not null || Parse(model, out reason) is not { } proto)
        {
            return null;
        }

        var spec = model.Inputs[0];
        var builder = new OnnxGraphBuilder(proto.Graph.Name, (int)OwnOpset(proto));
        var (features, guard) = Write(preprocessing, builder, inputs, spec);
        var join = new GraphJoin(proto, builder.Build([(features, FreeName(proto, "preprocessed")), (guard, FreeName(proto, "accepted"))]), spec.Name, Label);
        IReadOnlyList<TensorSpec> outputs = model.Outputs;
        if (!join.Guard(outputs))
        {
            reason = "no output of the model is known to have a float row for each row of its input, and so none could say that a row was refused";
            return null;
        }

        outputs = AddLabel(join, outputs, classNames);
        proto.MetadataProps.Add(new StringStringEntryProto { Key = FeaturesKey, Value = JsonSerializer.Serialize(new Features(spec.Name, [.. spec.Shape])) });
        return model with { Bytes = proto.ToByteArray(), Inputs = inputs, Outputs = outputs };
    }

    /// <summary>What the model itself takes in a graph that <see cref="Join"/> made; null for any other graph.</summary>
    public static TensorSpec? FeaturesOf(OnnxGraph graph)
    {
        // Only the metadata is read: a model may be large.
        const uint metadata = (14 << 3) | 2;
        try
        {
            var bytes = MemoryMarshal.TryGetArray(graph.Bytes, out var segment) ? segment : graph.Bytes.ToArray();
            var input = new CodedInputStream(bytes.Array!, bytes.Offset, bytes.Count);
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                if (tag != metadata)
                {
                    input.SkipLastField();
                    continue;
                }

                var entry = StringStringEntryProto.Parser.ParseFrom(input.ReadBytes());
                if (entry.Key == FeaturesKey && JsonSerializer.Deserialize<Features>(entry.Value) is { Name: not null, Shape: not null } features)
                {
                    return new TensorSpec(features.Name, DataType.Float32, features.Shape);
                }
            }
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or JsonException)
        {
            // No graph of ours; whoever runs it says what is wrong with it.
        }

        return null;
    }

    /// <summary>What speaks against it before the model's file is read, as the end of a sentence; null where nothing does.</summary>
    public static string? WhyNot(OnnxGraph model, ITransformer preprocessing, IReadOnlyList<TensorSpec> inputs)
    {
        if (OnnxTransformers.WhyNot(preprocessing) is { } reason)
        {
            return reason;
        }

        var shape = model.Inputs[0].Shape.Skip(1).ToArray();
        if (!shape.Contains(-1) && shape.Aggregate(1L, (product, length) => product * length) != preprocessing.Output.Width)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it gives rows of {preprocessing.Output.Width} values and the model takes {model.Inputs[0]}");
        }

        var taken = model.Outputs.Select(output => output.Name).Append(Label).Intersect(inputs.Select(input => input.Name)).FirstOrDefault();
        return taken is null ? null : $"the column `{taken}` has the name of an output, and a graph has each name once";
    }

    private static ModelProto? Parse(OnnxGraph model, out string? reason)
    {
        reason = null;
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(model.Bytes.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            reason = "the model is no ONNX file that could be extended";
            return null;
        }

        var initializers = proto.Graph?.Initializer.Select(tensor => tensor.Name).ToHashSet() ?? [];
        var own = OwnOpset(proto);
        var classical = proto.OpsetImport.FirstOrDefault(import => import.Domain == OnnxGraphBuilder.MachineLearning)?.Version;
        if (proto.Graph is not { } graph || !graph.Input.Select(input => input.Name).Except(initializers).SequenceEqual([model.Inputs[0].Name]))
        {
            reason = $"the model's file does not take the one input {model.Inputs[0]}";
        }
        else if (own < OnnxWriter.LowestOpset || classical < 2)
        {
            reason = string.Create(
                CultureInfo.InvariantCulture,
                $"the model is written in version {(own < OnnxWriter.LowestOpset ? own : classical)} of ONNX's operators, from before those that preprocessing needs");
        }

        return reason is null ? proto : null;
    }

    /// <summary>The version of ONNX's own operators, whose domain has two names; 0 where none is said.</summary>
    private static long OwnOpset(ModelProto proto) =>
        proto.OpsetImport.FirstOrDefault(import => import.Domain is "" or GraphJoin.OwnDomain)?.Version ?? 0;

    /// <summary>Writes the preprocessing: what the model takes, and for each row 0, or NaN where it is refused.</summary>
    private static (OnnxValue Features, OnnxValue Guard) Write(
        ITransformer preprocessing, OnnxGraphBuilder builder, IReadOnlyList<TensorSpec> inputs, TensorSpec spec)
    {
        var rows = preprocessing.Input;
        var writer = new OnnxWriter(builder);
        OnnxValue[] values = [.. inputs.Select(input =>
            builder.AddInput(input.Name, input.DataType, [OnnxDimension.Batch, .. input.Shape.Skip(1).Select(length => (OnnxDimension)length)]))];
        var given = rows.IsTabular
            ? OnnxRows.Table(rows, values.Select(value => new OnnxPart(value, 1, EmptyIsMissing: value.Type == DataType.String)))
            : OnnxRows.Dense(rows, values[0].Rank == 2 ? values[0] : writer.Reshape(values[0], rows.Width));
        var result = OnnxTransformers.Write(preprocessing, writer, given);
        var features = result.Floats(writer);

        // 0 * x is NaN for every x that is not finite.
        var guard = writer.Sum(writer.Multiply(features, builder.Scalar(DataType.Float32, 0)));
        if (writer.Refused is { } refused)
        {
            guard = writer.Where(refused, builder.Scalar(DataType.Float32, double.NaN), guard);
        }

        long[] shape = [.. (spec.Shape.Skip(1).Contains(-1) ? result.Schema.Shape : spec.Shape.Skip(1)).Select(length => (long)length)];
        return (shape.Length == 1 ? features : writer.Reshape(features, shape), guard);
    }

    private static IReadOnlyList<TensorSpec> AddLabel(GraphJoin join, IReadOnlyList<TensorSpec> outputs, IReadOnlyList<string> classNames)
    {
        var isClassifier = outputs[0] is { DataType: DataType.Float32, Shape: [-1, > 1] } scores
            && (classNames.Count == 0 ? scores.Name == "probabilities" : classNames.Count == scores.Shape[1]);
        if (!isClassifier || outputs.Any(output => output.Name == Label))
        {
            return outputs;
        }

        join.AddLabel(outputs[0].Name, Label, classNames);
        return [.. outputs, new TensorSpec(Label, classNames.Count == 0 ? DataType.Int64 : DataType.String, [-1])];
    }

    private static string FreeName(ModelProto proto, string wanted)
    {
        var taken = proto.Graph.Input.Concat(proto.Graph.Output).Select(value => value.Name).ToHashSet();
        while (taken.Contains(wanted))
        {
            wanted += "_";
        }

        return wanted;
    }

    /// <summary>What the metadata say of the model's own input.</summary>
    private sealed record Features(string Name, int[] Shape);
}
