using Atelier.Onnx;

namespace Atelier.Inference;

/// <summary>Pairs of QuantizeLinear and DequantizeLinear around Conv, MatMul and Gemm, placed so that ONNX Runtime computes on integers between them.</summary>
/// <remarks>
/// What a convolution answers has a pair always, behind its Relu or Clip where one follows; what a MatMul or Gemm answers only where all who read
/// it compute on 8 bits too, because a last layer in float32 costs nothing and is more exact. Sums, means and
/// concatenations of values with pairs have one of their own. MaxPool and nodes that move numbers about pass
/// pairs on with the same step. Before a pair that begins behind a MaxPool, the pool goes in front of its Relu, which changes no number: ONNX Runtime
/// would otherwise move the pair in front of the pool, and it pools integers slowly there.
/// </remarks>
internal sealed class StaticRewriter
{
    // What a direct kernel of ONNX Runtime takes at a time (MLAS, MlasConvSymPackWSize).
    private const int PackedInputs = 4;
    private const int PackedOutputs = 16;

    /// <summary>Operations without weights that ONNX Runtime has on integers, for values that are quantized already.</summary>
    private static readonly string[] Joiners = ["Add", "Concat", "AveragePool", "GlobalAveragePool"];

    private static readonly string[] Carriers = ["MaxPool", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze"];

    private readonly GraphEdit _edit;
    private readonly ValueTypes _types;
    private readonly NodeLog _log;
    private readonly StaticQuantization _options;
    private readonly HashSet<NodeProto> _targets = [];
    private readonly HashSet<NodeProto> _joined = [];
    private readonly Dictionary<string, Pair> _pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, float[] Steps)> _weights = new(StringComparer.Ordinal);

    public StaticRewriter(GraphEdit edit, ValueTypes types, NodeLog log, StaticQuantization options)
    {
        (_edit, _types, _log, _options) = (edit, types, log, options);
        foreach (var node in edit.Nodes.Where(node => GraphEdit.Is(node, "Conv", "MatMul", "Gemm") || GraphEdit.Inner(node).Length > 0))
        {
            if (WhyNot(node) is { } why)
            {
                log.Left(node, why);
            }
            else
            {
                _targets.Add(node);
                log.Changed(node, $"int8 weights {Check.Show([.. edit.Constant(node.Input[1])!.Dims])}, uint8 values");
            }
        }

        Plan();
    }

    /// <summary>The values whose ranges the pairs need.</summary>
    public IReadOnlyList<string> Values => [.. _pairs.Values.Select(pair => pair.Range).Distinct()];

    /// <summary>Writes the new nodes.</summary>
    /// <param name="ranges">A range for each of <see cref="Values"/>.</param>
    public void Run(IReadOnlyDictionary<string, ValueRange> ranges)
    {
        foreach (var pair in _pairs.Values)
        {
            (pair.Step, pair.Zero) = ranges[pair.Range].ToUInt8();
        }

        foreach (var input in _edit.Model.Graph.Input)
        {
            WritePair(input.Name);
        }

        foreach (var pool in _edit.Nodes.Where(node => GraphEdit.Is(node, "MaxPool") && _pairs.TryGetValue(node.Output[0], out var pair) && !pair.IsForAll))
        {
            PoolFirst(pool);
        }

        foreach (var node in _edit.Nodes)
        {
            if (_targets.Contains(node))
            {
                WriteTarget(node);
            }
            else if (_joined.Contains(node))
            {
                for (var i = 0; i < node.Input.Count; i++)
                {
                    node.Input[i] = _pairs[node.Input[i]].Made!;
                }
            }

            _edit.Written.Add(node);
            for (var i = 0; i < node.Output.Count; i++)
            {
                if (_pairs.TryGetValue(node.Output[i], out var pair) && pair.IsForAll)
                {
                    // All who read the value read what the pair makes of it, under the name that it had.
                    pair.Made = node.Output[i];
                    node.Output[i] = _edit.Unused($"{node.Output[i]}_raw");
                    WritePair(pair.Made, node.Output[i]);
                }
                else
                {
                    WritePair(node.Output[i]);
                }
            }
        }
    }

    private string? WhyNot(NodeProto node)
    {
        if (_log.Untouchable(node) is { } why)
        {
            return why;
        }

        if (_edit.Constant(node.Input[1]) is not { } weight)
        {
            return _edit.Constant(node.Input[0]) is null ? "both of its inputs are computed" : "its weights are its first input";
        }

        if (!_types.IsFloat(node.Input[0]) || _edit.Constant(node.Input[0]) is not null)
        {
            return "its input is not a computed array of float32";
        }

        var isGemm = node.OpType == "Gemm";
        if (isGemm && ((GraphEdit.Attribute(node, "transA")?.I ?? 0) != 0
            || (GraphEdit.Attribute(node, "alpha")?.F ?? 1) != 1 || (GraphEdit.Attribute(node, "beta")?.F ?? 1) != 1))
        {
            return "it turns its input around or scales (transA, alpha, beta)";
        }

        if (Bias(node) is { } bias)
        {
            if (_edit.Constant(bias) is not { } values)
            {
                return "its bias is computed";
            }

            // A bias along columns only: what an int32 bias can be.
            var channels = isGemm && (GraphEdit.Attribute(node, "transB")?.I ?? 0) == 0 ? weight.Dims[^1] : weight.Dims[0];
            if (values.Dims.Count != 1 || values.Dims[0] != channels)
            {
                return $"its bias has shape {Check.Show([.. values.Dims])}, not one number a channel";
            }

            if (WeightQuantizer.WhyNot(_edit, values) is not null)
            {
                return "its bias is not of finite float32";
            }
        }

        return weight.Dims.Count < 2 ? "its weights are a vector"
            : node.OpType == "Conv" && !_options.AllConvolutions && IsSlow(node, weight)
                ? $"with weights {Check.Show([.. weight.Dims])} it is faster in float32 (AllConvolutions)"
            : WeightQuantizer.WhyNot(_edit, weight);
    }

    /// <summary>
    /// Whether ONNX Runtime has no direct kernel on integers for a convolution and would copy each window of its input for a small product of matrices.
    /// </summary>
    private static bool IsSlow(NodeProto node, TensorProto weight)
    {
        var groups = GraphEdit.Attribute(node, "group")?.I ?? 1;
        var isDepthwise = groups > 1 && weight.Dims[1] == 1 && weight.Dims[0] == groups;
        return !isDepthwise && (weight.Dims[1] % PackedInputs != 0 || weight.Dims[0] / groups < PackedOutputs);
    }

    private static string? Bias(NodeProto node) => node.OpType != "MatMul" && node.Input.ElementAtOrDefault(2) is { Length: > 0 } bias ? bias : null;

    private void Plan()
    {
        foreach (var node in _edit.Nodes)
        {
            if (_targets.Contains(node))
            {
                _pairs.TryAdd(node.Input[0], new Pair(node.Input[0], false));
                var result = Result(node);
                if (node.OpType == "Conv" || WantsPair(result))
                {
                    _pairs[result] = new Pair(result, true);
                }
            }
            else if (IsCarrier(node) && _pairs.TryGetValue(node.Input[0], out var pair) && pair.IsForAll)
            {
                _pairs[node.Output[0]] = new Pair(pair.Range, true);
            }
            else if (IsJoiner(node))
            {
                var result = Result(node);
                _joined.Add(node);
                _pairs[result] = new Pair(result, true);
                _log.Changed(node, "uint8 values");
            }
        }
    }

    /// <summary>What a node answers, behind the Relu or Clip that alone reads it: there they fuse.</summary>
    private string Result(NodeProto node)
    {
        var output = node.Output[0];
        return !_edit.IsSeen(output) && _edit.Consumers(output) is [var next] && GraphEdit.Is(next, "Relu", "Clip") && next.Input[0] == output
            && _log.Untouchable(next) is null && next.Input.Skip(1).All(bound => bound.Length == 0 || _edit.Constant(bound) is not null)
            ? next.Output[0]
            : output;
    }

    private bool IsCarrier(NodeProto node) => GraphEdit.Is(node, Carriers) && node.Output.Count == 1 && _log.Untouchable(node) is null;

    /// <summary>Whether all that a node reads is quantized and someone who reads its answer computes on integers.</summary>
    private bool IsJoiner(NodeProto node) => GraphEdit.Is(node, Joiners) && _log.Untouchable(node) is null && node.Input.All(_pairs.ContainsKey)
        && !_edit.IsSeen(Result(node)) && _edit.Consumers(Result(node)).Any(next => _targets.Contains(next) || GraphEdit.Is(next, Joiners) || IsCarrier(next));

    private bool WantsPair(string value) => !_edit.IsSeen(value) && _edit.Consumers(value) is { Count: > 0 } consumers && consumers.All(consumer =>
        consumer.Input[0] == value && (_targets.Contains(consumer) || (IsCarrier(consumer) && WantsPair(consumer.Output[0]))));

    /// <summary>Relu behind a MaxPool for Relu in front of it: the two nodes become each other, so that the order stays.</summary>
    private void PoolFirst(NodeProto pool)
    {
        if (!IsCarrier(pool) || _edit.Producer(pool.Input[0]) is not { } relu || !GraphEdit.Is(relu, "Relu") || _log.Untouchable(relu) is not null
            || _edit.IsSeen(relu.Output[0]) || _edit.Consumers(relu.Output[0]).Count != 1 || _pairs.ContainsKey(relu.Output[0]))
        {
            return;
        }

        var attributes = pool.Attribute.ToArray();
        pool.Attribute.Clear();
        relu.Attribute.AddRange(attributes);
        (pool.OpType, relu.OpType) = (relu.OpType, pool.OpType);
        (pool.Name, relu.Name) = (relu.Name, pool.Name);
        // The value between is a smaller one now.
        var between = _edit.Unused($"{relu.Input[0]}_pooled");
        (relu.Output[0], pool.Input[0]) = (between, between);
    }

    private void WritePair(string value, string? raw = null)
    {
        if (!_pairs.TryGetValue(value, out var pair))
        {
            return;
        }

        var step = _edit.AddShared<float>("step", [pair.Step]);
        var zero = _edit.AddShared<byte>("zero", [pair.Zero]);
        var numbers = _edit.Unused($"{value}_q");
        pair.Made ??= _edit.Unused($"{value}_dq");
        _edit.Write("QuantizeLinear", value, [raw ?? value, step, zero], [numbers]);
        _edit.Write("DequantizeLinear", value, [numbers, step, zero], [pair.Made]);
    }

    private void WriteTarget(NodeProto node)
    {
        var pair = _pairs[node.Input[0]];
        node.Input[0] = pair.Made!;
        var weight = _edit.Constant(node.Input[1])!;
        var path = GraphEdit.NameOf(node);
        int? axis = !_options.PerChannel ? null : node.OpType switch
        {
            "Conv" => 0,
            "Gemm" => (GraphEdit.Attribute(node, "transB")?.I ?? 0) != 0 ? 0 : 1,
            _ => weight.Dims.Count == 2 ? 1 : null,
        };
        var bias = Bias(node) is { } name ? _edit.Floats(_edit.Constant(name)!) : null;
        var (made, steps) = Weight(node.Input[1], weight, axis, LeastSteps(bias, pair.Step, axis is not null));
        node.Input[1] = made;
        if (bias is not null)
        {
            node.Input[2] = WriteBias(path, node.Input[2], bias, [.. steps.Select(step => step * pair.Step)]);
        }
    }

    /// <summary>The steps that weights must have at least for the bias, in steps of weight times value, to fit 31 bits.</summary>
    private static float[]? LeastSteps(float[]? bias, float step, bool perChannel)
    {
        if (bias is null)
        {
            return null;
        }

        float[] least = [.. bias.Select(value => Math.Abs(value) / (step * (1 << 30)))];
        return perChannel ? least : [least.Max()];
    }

    private (string Name, float[] Steps) Weight(string name, TensorProto weight, int? axis, float[]? least)
    {
        long[] shape = [.. weight.Dims];
        var (numbers, steps) = WeightQuantizer.Quantize(
            _edit.Floats(weight), shape, axis, _options.FullRangeWeights ? WeightQuantizer.Full : WeightQuantizer.Reduced, least);
        var key = FormattableString.Invariant($"{name} {axis} {string.Join(' ', steps)}");
        if (!_weights.TryGetValue(key, out var made))
        {
            long[] parts = axis is null ? [] : [steps.Length];
            made = (_edit.Unused($"{name}_dq"), steps);
            _edit.Write(
                "DequantizeLinear",
                name,
                [_edit.Add<sbyte>($"{name}_q", numbers, shape), _edit.Add<float>($"{name}_step", steps, parts), _edit.AddShared<sbyte>("zero", new sbyte[steps.Length], parts)],
                [made.Name],
                axis is { } at ? [OnnxAttribute.Int("axis", at)] : []);
            _weights.Add(key, made);
        }

        return made;
    }

    private string WriteBias(string path, string name, float[] bias, float[] steps)
    {
        int[] numbers = [.. bias.Select((value, i) => (int)Math.Clamp(Math.Round((double)value / steps[steps.Length == 1 ? 0 : i]), int.MinValue, int.MaxValue))];
        long[] parts = steps.Length == 1 ? [] : [steps.Length];
        var made = _edit.Unused($"{name}_dq");
        _edit.Write(
            "DequantizeLinear",
            path + "_bias",
            [_edit.Add<int>($"{name}_q", numbers, numbers.Length), _edit.Add<float>($"{name}_step", steps, parts)],
            [made],
            steps.Length == 1 ? [] : [OnnxAttribute.Int("axis", 0)]);
        return made;
    }

    /// <summary>A value in 8 bits.</summary>
    private sealed class Pair(string range, bool isForAll)
    {
        /// <summary>The value whose range it has.</summary>
        public string Range => range;

        /// <summary>Whether all who read the value read it in 8 bits, or only those that compute on integers.</summary>
        public bool IsForAll => isForAll;

        public float Step { get; set; }

        public byte Zero { get; set; }

        /// <summary>The name of what DequantizeLinear gives.</summary>
        public string? Made { get; set; }
    }
}
