using Atelier.Onnx;
using Atelier.Packaging;

namespace Atelier.Inference;

/// <summary>Takes the BatchNormalization behind a convolution into its weights: what computes on integers has to be one operation.</summary>
internal static class BatchNormFolding
{
    /// <summary>The graph with as few of them as can be; the same graph where there is none.</summary>
    /// <param name="edit">The graph, whose nodes are changed.</param>
    /// <param name="source">The graph as it came.</param>
    /// <param name="log">Tells which nodes are left alone.</param>
    public static OnnxGraph Of(GraphEdit edit, OnnxGraph source, NodeLog log)
    {
        var folded = new HashSet<NodeProto>();
        foreach (var node in edit.Nodes)
        {
            if (GraphEdit.Is(node, "Conv") && log.Untouchable(node) is null && Behind(edit, node) is { } next && log.Untouchable(next) is null && Fold(edit, node, next))
            {
                folded.Add(next);
            }
        }

        if (folded.Count == 0)
        {
            return source;
        }

        edit.Written.AddRange(edit.Nodes.Where(node => !folded.Contains(node)));
        return edit.Finish();
    }

    private static NodeProto? Behind(GraphEdit edit, NodeProto node) =>
        !edit.IsSeen(node.Output[0]) && edit.Consumers(node.Output[0]) is [var next] && GraphEdit.Is(next, "BatchNormalization") && next.Output.Count == 1
        && next.Input[0] == node.Output[0] && (GraphEdit.Attribute(next, "training_mode")?.I ?? 0) == 0
            ? next
            : null;

    private static bool Fold(GraphEdit edit, NodeProto node, NodeProto next)
    {
        var bias = node.Input.ElementAtOrDefault(2) is { Length: > 0 } name ? name : null;
        string[] inputs = [node.Input[1], .. next.Input.Skip(1), .. bias is null ? Array.Empty<string>() : [bias]];
        if (inputs.Any(input => edit.Constant(input)?.DataType != (int)TensorProto.Types.DataType.Float))
        {
            return false;
        }

        var weight = edit.Constant(node.Input[1])!;
        var values = edit.Floats(weight);
        float[][] normal = [.. next.Input.Skip(1).Select(input => edit.Floats(edit.Constant(input)!))];
        var channels = (int)weight.Dims[0];
        var (scale, shift, mean, variance) = (normal[0], normal[1], normal[2], normal[3]);
        var start = bias is null ? new float[channels] : edit.Floats(edit.Constant(bias)!);
        var epsilon = GraphEdit.Attribute(next, "epsilon")?.F ?? 1e-5f;
        var each = values.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var factor = scale[c] / Math.Sqrt((double)variance[c] + epsilon);
            for (var i = c * each; i < (c + 1) * each; i++)
            {
                values[i] = (float)(values[i] * factor);
            }

            start[c] = (float)(((start[c] - (double)mean[c]) * factor) + shift[c]);
        }

        node.Input[1] = edit.Add<float>($"{node.Input[1]}_folded", values, [.. weight.Dims]);
        var shifted = edit.Add<float>($"{next.Input[2]}_folded", start, channels);
        if (node.Input.Count > 2)
        {
            node.Input[2] = shifted;
        }
        else
        {
            node.Input.Add(shifted);
        }

        node.Output[0] = next.Output[0];
        return true;
    }
}
