using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>Runs a graph over arrays that are bound to it once: the fastest way for small inputs. One call at a time.</summary>
internal sealed class BoundRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly GraphPlan _plan;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly BoundTensor[] _inputs;
    private readonly BoundTensor[] _outputs;

    public BoundRun(InferenceSession session, GraphPlan plan)
    {
        _session = session;
        _plan = plan;
        _binding = session.CreateIoBinding();
        _inputs = [.. plan.Inputs.Select(port => new BoundTensor(port))];
        _outputs = [.. plan.Outputs.Select(port => new BoundTensor(port))];
    }

    /// <summary>Runs the graph.</summary>
    /// <param name="inputs">The inputs in the graph's order.</param>
    /// <param name="cancellationToken">Ends the run between two operations.</param>
    /// <exception cref="OnnxRuntimeException">The graph failed, or was cancelled.</exception>
    public IReadOnlyList<NamedTensor> Run(NamedTensor[] inputs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (_inputs[i].Resize(inputs[i].Shape))
            {
                _binding.BindInput(_plan.InputNames[i], _inputs[i].Value);
            }

            _inputs[i].Fill(inputs[i]);
        }

        for (var i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i].Resize(inputs))
            {
                _binding.BindOutput(_plan.OutputNames[i], _outputs[i].Value);
            }
        }

        Run(cancellationToken);
        var results = new NamedTensor[_outputs.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = _outputs[i].Read();
        }

        return results;
    }

    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        foreach (var tensor in _inputs.Concat(_outputs))
        {
            tensor.Dispose();
        }
    }

    private void Run(CancellationToken cancellationToken)
    {
        try
        {
            // A graph with loops may run for hours; ONNX Runtime looks at this between two operations.
            using var stop = cancellationToken.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, _options);
            _session.RunWithBinding(_options, _binding);
        }
        finally
        {
            // The registration has ended: nobody sets it any more. A run may have ended just before it was to.
            if (_options.Terminate)
            {
                _options.Terminate = false;
            }
        }
    }
}
