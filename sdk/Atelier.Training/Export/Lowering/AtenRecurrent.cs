using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Recurrent networks.</summary>
/// <remarks>
/// ONNX stacks the gates of a layer in another order than libtorch (LSTM: input, output, forget, cell against input, forget, cell, output; GRU: update, reset, new against reset, update, new), and both
/// biases in one. The weights are put in that order by slices, which a runtime computes once when it loads the graph.
/// </remarks>
internal static class AtenRecurrent
{
    private static readonly int[] LstmOrder = [0, 3, 1, 2];
    private static readonly int[] GruOrder = [1, 0, 2];
    private static readonly int[] PlainOrder = [0];

    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::lstm"] = call => Run(call, "LSTM", LstmOrder, []),
        ["aten::gru"] = call => Run(call, "GRU", GruOrder, [OnnxAttribute.Int("linear_before_reset", 1)]),
        ["aten::rnn_tanh"] = call => Run(call, "RNN", PlainOrder, [], "Tanh"),
        ["aten::rnn_relu"] = call => Run(call, "RNN", PlainOrder, [], "Relu"),
        ["aten::lstm_cell"] = LstmCell,
        ["aten::gru_cell"] = GruCell,
        ["aten::rnn_tanh_cell"] = call => PlainCell(call, "Tanh"),
        ["aten::rnn_relu_cell"] = call => PlainCell(call, "Relu"),
    };

    /// <summary>With (input, initial states, weights, has_biases, layers, dropout, train, bidirectional, batch_first).</summary>
    private static void Run(AtenCall call, string operation, int[] order, OnnxAttribute[] settings, string? activation = null)
    {
        if (!call.IsFlag(3))
        {
            throw call.Error("packed sequences have no counterpart. Give a padded batch and mask what lies behind the ends.");
        }

        var isLstm = operation == "LSTM";
        var (hasBiases, layers, bidirectional, batchFirst) = (call.Bool(3), call.Int(4), call.Bool(7), call.Bool(8));
        var directions = bidirectional ? 2 : 1;
        OnnxValue[] weights = [.. call.Tensors(2).Select(weight => weight!)];
        var perDirection = hasBiases ? 4 : 2;
        if (weights.Length != perDirection * layers * directions)
        {
            throw call.Error("projections of the state (proj_size) have no counterpart. Put a linear layer behind instead.");
        }

        var input = call.Tensor(0);
        var isRow = input.Rank == 2;
        var value = isRow ? call.Add("Unsqueeze", [input, call.Layer.Constant(1)]) : batchFirst ? AtenShapes.Permuted(call, input, [1, 0, 2]) : input; // (time, batch, features)
        OnnxValue[] states = isLstm ? [.. call.Tensors(1).Select(state => state!)] : [call.Tensor(1)];
        if (isRow)
        {
            states = [.. states.Select(state => call.Add("Unsqueeze", [state, call.Layer.Constant(1)]))];
        }

        var hidden = weights[1].Shape[^1].Length;
        List<OnnxValue>[] last = [[], []];
        for (var layer = 0; layer < layers; layer++)
        {
            var at = layer * directions * perDirection;
            OnnxValue[][] parts = [.. Enumerable.Range(0, directions).Select(direction => weights[(at + (direction * perDirection))..(at + ((direction + 1) * perDirection))])];
            var inputWeights = Stacked(call, [.. parts.Select(part => Reordered(call, part[0], order, hidden))]);
            var stateWeights = Stacked(call, [.. parts.Select(part => Reordered(call, part[1], order, hidden))]);
            var biases = hasBiases
                ? Stacked(call, [.. parts.Select(part => call.Add("Concat", [Reordered(call, part[2], order, hidden), Reordered(call, part[3], order, hidden)], OnnxAttribute.Int("axis", 0)))])
                : null;
            var initial = states.Select(state => layers == 1 ? state : call.Add(
                "Slice", [state, call.Layer.Constant(layer * directions), call.Layer.Constant((layer + 1) * directions), call.Layer.Constant(0)])).ToArray();
            List<OnnxAttribute> all = [.. settings, OnnxAttribute.Int("hidden_size", hidden), OnnxAttribute.Text("direction", bidirectional ? "bidirectional" : "forward")];
            if (activation is not null)
            {
                all.Add(OnnxAttribute.Texts("activations", [.. Enumerable.Repeat(activation, directions)]));
            }

            var results = call.Layer.Add(
                operation,
                [value, inputWeights, stateWeights, biases, null, .. initial],
                [.. Enumerable.Repeat(input.Type, isLstm ? 3 : 2)],
                all);
            // (time, directions, batch, hidden) to (time, batch, directions * hidden).
            var outputs = results[0] with { Shape = [.. Enumerable.Repeat(OnnxDimension.Unknown, 4)] };
            value = bidirectional
                ? call.Add("Reshape", [AtenShapes.Permuted(call, outputs, [0, 2, 1, 3]), call.Layer.Constant(0, 0, -1)])
                : call.Add("Squeeze", [outputs, call.Layer.Constant(1)]);
            value = value with { Shape = [.. Enumerable.Repeat(OnnxDimension.Unknown, 3)] };
            for (var state = 0; state < states.Length; state++)
            {
                last[state].Add(results[state + 1]);
            }
        }

        var output = isRow ? call.Add("Squeeze", [value, call.Layer.Constant(1)]) : batchFirst ? AtenShapes.Permuted(call, value, [1, 0, 2]) : value;
        call.Return([output, .. last.Take(states.Length).Select(states =>
        {
            var joined = states.Count == 1 ? states[0] : call.Add("Concat", states, OnnxAttribute.Int("axis", 0));
            return isRow ? call.Add("Squeeze", [joined, call.Layer.Constant(1)]) : joined;
        })]);
    }

    private static OnnxValue Stacked(AtenCall call, OnnxValue[] directions)
    {
        OnnxValue[] wide = [.. directions.Select(part => call.Add("Unsqueeze", [part, call.Layer.Constant(0)]))];
        return wide.Length == 1 ? wide[0] : call.Add("Concat", wide, OnnxAttribute.Int("axis", 0));
    }

    /// <summary>The blocks of the gates in another order.</summary>
    private static OnnxValue Reordered(AtenCall call, OnnxValue weight, int[] order, long hidden) => order.Length == 1
        ? weight
        : call.Add(
            "Concat",
            [.. order.Select(gate => call.Add("Slice", [weight, call.Layer.Constant(gate * hidden), call.Layer.Constant((gate + 1) * hidden), call.Layer.Constant(0)]))],
            OnnxAttribute.Int("axis", 0));

    /// <summary>x W' + b for a step.</summary>
    private static OnnxValue Affine(AtenCall call, OnnxValue value, OnnxValue weight, OnnxValue? bias)
    {
        var product = call.Add("MatMul", [value, call.Add("Transpose", [weight], OnnxAttribute.Ints("perm", 1, 0))]);
        return bias is null ? product : call.Add("Add", [product, bias]);
    }

    private static IReadOnlyList<OnnxValue> Gates(AtenCall call, OnnxValue value, int count, long hidden) => call.Layer.Add(
        "Split", [value, call.Layer.Constant([.. Enumerable.Repeat(hidden, count)])], [.. Enumerable.Repeat(value.Type, count)], [OnnxAttribute.Int("axis", -1)]);

    /// <summary>With (input, [hidden, cell], w_ih, w_hh, b_ih, b_hh).</summary>
    private static void LstmCell(AtenCall call)
    {
        var states = call.Tensors(1);
        var hidden = call.Tensor(3).Shape[^1].Length;
        var sum = call.Add("Add", [Affine(call, call.Tensor(0), call.Tensor(2), call.OptionalTensor(4)), Affine(call, states[0]!, call.Tensor(3), call.OptionalTensor(5))]);
        var gates = Gates(call, sum, 4, hidden);
        OnnxValue Open(int gate) => call.Add("Sigmoid", [gates[gate]]);

        var cell = call.Add("Add", [call.Add("Mul", [Open(1), states[1]!]), call.Add("Mul", [Open(0), call.Add("Tanh", [gates[2]])])]);
        call.Return(call.Add("Mul", [Open(3), call.Add("Tanh", [cell])]), cell);
    }

    /// <summary>With (input, hidden, w_ih, w_hh, b_ih, b_hh).</summary>
    private static void GruCell(AtenCall call)
    {
        var (state, hidden) = (call.Tensor(1), call.Tensor(3).Shape[^1].Length);
        var fromInput = Gates(call, Affine(call, call.Tensor(0), call.Tensor(2), call.OptionalTensor(4)), 3, hidden);
        var fromState = Gates(call, Affine(call, state, call.Tensor(3), call.OptionalTensor(5)), 3, hidden);
        OnnxValue Open(int gate) => call.Add("Sigmoid", [call.Add("Add", [fromInput[gate], fromState[gate]])]);

        var candidate = call.Add("Tanh", [call.Add("Add", [fromInput[2], call.Add("Mul", [Open(0), fromState[2]])])]);
        call.Return(call.Add("Add", [candidate, call.Add("Mul", [Open(1), call.Add("Sub", [state, candidate])])]));
    }

    private static void PlainCell(AtenCall call, string activation) => call.Return(call.Add(
        activation,
        [call.Add("Add", [Affine(call, call.Tensor(0), call.Tensor(2), call.OptionalTensor(4)), Affine(call, call.Tensor(1), call.Tensor(3), call.OptionalTensor(5))])]));
}
