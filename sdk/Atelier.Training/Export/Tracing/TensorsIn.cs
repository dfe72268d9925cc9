using System.Collections;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Finds the tensors in what a forward takes or returns.</summary>
internal static class TensorsIn
{
    /// <summary>The tensors of a tensor, a tuple, a list or a dictionary of them, in their order; none of null and of other things.</summary>
    public static IEnumerable<Tensor> Value(object? value) => value switch
    {
        Tensor tensor => [tensor],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(at => Value(tuple[at])),
        IDictionary dictionary => dictionary.Values.Cast<object?>().SelectMany(Value),
        string => [],
        IEnumerable list => list.Cast<object?>().SelectMany(Value),
        _ => [],
    };
}
