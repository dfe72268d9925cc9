using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>TorchSharp's modules that are not exported.</summary>
internal static class RefusedModules
{
    /// <summary>By type. Losses are not among them: <see cref="IsLoss"/> tells them.</summary>
    public static IReadOnlyDictionary<Type, RefusedModule> All { get; } = new Dictionary<Type, RefusedModule>
    {
        [typeof(ModuleList<>)] = new("holds modules for a forward of yours, which is exported; has none itself"),
        [typeof(ModuleDict<>)] = new("holds modules for a forward of yours, which is exported; has none itself"),
        [typeof(ParameterList)] = new("holds parameters for a forward of yours, which is exported; has none itself"),
        [typeof(ParameterDict)] = new("holds parameters for a forward of yours, which is exported; has none itself"),
        [typeof(FractionalMaxPool2d)] = new("draws its windows at random, at inference too (`aten::rand`); use MaxPool2d", new(() => FractionalMaxPool2d(2, output_size: 3), [2, 8, 8]), "aten::rand"),
        [typeof(FractionalMaxPool3d)] = new("draws its windows at random, at inference too (`aten::rand`); use MaxPool3d", new(() => FractionalMaxPool3d(2, output_size: 2), [2, 6, 6, 6]), "aten::rand"),
        [typeof(AdaptiveMaxPool3d)] = new("TorchSharp 0.107.0 fails in it; use MaxPool3d", new(() => AdaptiveMaxPool3d([2L, 2L, 2L]), [2, 4, 4, 4]), "The model of type AdaptiveMaxPool3d cannot be exported"),
    };

    /// <summary>True for a loss, which is computed in training only.</summary>
    public static bool IsLoss(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.Name.Split('`')[0] is "Loss" or "WeightedLoss")
            {
                return true;
            }
        }

        return false;
    }
}
