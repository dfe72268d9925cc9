using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The train or eval mode of each part of a model, to be put back.</summary>
internal sealed class ModuleModes(nn.Module model)
{
    private readonly (nn.Module Module, bool Training)[] _modes = [.. model.modules().Prepend(model).Select(module => (module, module.training))];

    public void Restore()
    {
        // Setting a module sets its parts too, so the parts come after it.
        foreach (var (module, training) in _modes)
        {
            if (module.training != training)
            {
                module.train(training);
            }
        }
    }
}
