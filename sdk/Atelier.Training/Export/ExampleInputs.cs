using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Makes inputs of other sizes and contents from one example.</summary>
/// <remarks>Whole numbers are drawn from those of the example, which are in the model's vocabulary; floats are the example's rows with noise, so that they stay in its range.</remarks>
internal sealed class ExampleInputs
{
    private const int Seed = 20190517;

    private readonly IReadOnlyList<Tensor> _examples;
    private readonly IReadOnlyList<OnnxInput> _inputs;

    public ExampleInputs(IReadOnlyList<Tensor> examples, IReadOnlyList<OnnxInput> inputs)
    {
        (_examples, _inputs) = (examples, inputs);
        var axes = new Dictionary<string, long>();
        foreach (var (example, input) in examples.Zip(inputs))
        {
            if (input.Axes.Count > example.dim())
            {
                throw new ArgumentException(
                    $"The input `{input.Name}` has names for {input.Axes.Count} axes; its example has shape {Check.Show(example.shape)}. Name at most as many axes as it has.", nameof(inputs));
            }

            foreach (var (axis, name) in input.Axes.Index())
            {
                if (name is not null && !axes.TryAdd(name, example.shape[axis]) && axes[name] != example.shape[axis])
                {
                    throw new ArgumentException(
                        $"The axis `{name}` is {axes[name]} long in one example and {example.shape[axis]} in `{input.Name}`; axes of one name have one length. Give one of them another name.", nameof(inputs));
                }
            }
        }

        Axes = axes;
    }

    /// <summary>The axes that vary, with their length in the example.</summary>
    public IReadOnlyDictionary<string, long> Axes { get; }

    /// <summary>Draws inputs.</summary>
    /// <param name="lengths">The length of each axis that varies.</param>
    /// <param name="draw">Another number gives other contents.</param>
    /// <param name="content">What they are filled with.</param>
    public IReadOnlyList<Tensor> Draw(IReadOnlyDictionary<string, long> lengths, int draw, Content content)
    {
        using var generator = new Generator(Seed + (ulong)draw);
        return [.. _examples.Zip(_inputs, (example, input) => Draw(example, input, lengths, generator, content))];
    }

    private static Tensor Draw(Tensor example, OnnxInput input, IReadOnlyDictionary<string, long> lengths, Generator generator, Content content)
    {
        using var scope = NewDisposeScope();
        var drawn = example.detach();
        foreach (var (axis, name) in input.Axes.Index())
        {
            if (name is not null)
            {
                var rows = randint(0, example.shape[axis], [lengths[name]], generator: generator).to(example.device);
                drawn = drawn.index_select(axis, rows);
            }
        }

        if (drawn.is_floating_point())
        {
            var spread = drawn.numel() > 1 ? drawn.to(ScalarType.Float32).std().ToSingle() : 0;
            var noise = randn(drawn.shape, generator: generator).to(drawn.dtype, drawn.device);
            drawn = drawn + (noise * (float.IsFinite(spread) && spread > 0 ? 0.3f * spread : 0.3f));
            return Filled(drawn, content, input).contiguous().MoveToOuterDisposeScope();
        }

        drawn = content switch
        {
            Content.Lowest when drawn.numel() > 0 => drawn.min().expand(drawn.shape).clone(),
            Content.Highest when drawn.numel() > 0 => drawn.max().expand(drawn.shape).clone(),
            _ => drawn.clone(),
        };
        return drawn.contiguous().MoveToOuterDisposeScope();
    }

    private static Tensor Filled(Tensor drawn, Content content, OnnxInput input)
    {
        switch (content)
        {
            case Content.Lowest:
                return drawn.abs() * -1e-30;
            case Content.Highest:
                return drawn.abs() * 1000;
            case Content.Edges when drawn.dim() > 0 && input.Axes is [not null, ..] && drawn.shape[0] >= 2:
                drawn[0] = drawn[0] * -10;
                drawn[1] = zeros_like(drawn[1]);
                return drawn;
            default:
                return drawn;
        }
    }
}
