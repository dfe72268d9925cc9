namespace Atelier.Training;

/// <summary>Reads the text of a recorded graph, one node a line.</summary>
/// <remarks>The format of <c>torch::jit::Graph::toString</c>: <c>%3 : Float(2, 4), %4 : int = kind[value=..](%1, %2)</c>.</remarks>
internal static class TraceText
{
    public static IReadOnlyList<TracedNode> Parse(string text)
    {
        var nodes = new List<TracedNode>();
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith('%'))
            {
                nodes.Add(Node(trimmed));
            }
            else if (trimmed.StartsWith("= ", StringComparison.Ordinal))
            {
                // A node without outputs.
                nodes.Add(Node(" " + trimmed));
            }
        }

        return nodes;
    }

    private static TracedNode Node(string line)
    {
        var equals = line.IndexOf(" = ", StringComparison.Ordinal);
        var right = line[(equals + 3)..];
        var outputs = new List<(string, TracedType)>();
        foreach (var declaration in SplitDeclarations(line[..equals]))
        {
            var colon = declaration.IndexOf(" : ", StringComparison.Ordinal);
            outputs.Add((declaration[..colon], TracedType.Parse(declaration[(colon + 3)..])));
        }

        var end = right.IndexOfAny(['[', '(']);
        var kind = right[..end];
        string? constant = null;
        if (right[end] == '[')
        {
            const string value = "[value=";
            var close = kind == TracedNode.ConstantKind ? right.LastIndexOf("]()", StringComparison.Ordinal) : right.LastIndexOf("](", StringComparison.Ordinal);
            constant = right[end..].StartsWith(value, StringComparison.Ordinal) ? right[(end + value.Length)..close] : null;
            end = close + 1;
        }

        var last = right.IndexOf(')', end);
        var arguments = right[(end + 1)..last];
        string[] inputs = arguments.Length == 0 ? [] : arguments.Split(", ");
        // libtorch records zero_ as the zeros of a size, with the tensor that is changed behind.
        return kind == "aten::zeros" && inputs.Length == 2
            ? new TracedNode("aten::zero_", outputs, [inputs[1]], constant)
            : new TracedNode(kind, outputs, inputs, constant);
    }

    /// <summary>The parts between commas that are followed by a name.</summary>
    private static IEnumerable<string> SplitDeclarations(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var next = text.IndexOf(", %", start, StringComparison.Ordinal);
            if (next < 0)
            {
                yield return text[start..];
                yield break;
            }

            yield return text[start..next];
            start = next + 2;
        }
    }
}
