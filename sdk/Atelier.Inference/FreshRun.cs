using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>Runs a graph over the caller's arrays, without copying numbers in, and over outputs of any shape.</summary>
internal static class FreshRun
{
    public static IReadOnlyList<NamedTensor> Run(InferenceSession session, RunOptions options, GraphPlan plan, NamedTensor[] inputs)
    {
        var values = new List<PinnedValue>(inputs.Length);
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                values.Add(plan.Inputs[i].Codec.Wrap(inputs[i]));
            }

            using var outputs = session.Run(options, plan.InputNames, [.. values.Select(value => value.Value)], plan.OutputNames);
            var results = new NamedTensor[plan.Outputs.Length];
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = plan.Outputs[i].Codec.Read(plan.OutputNames[i], outputs[i]);
            }

            return results;
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }
}
