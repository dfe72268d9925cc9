using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Keeps a model's LSTM layers from oneDNN, until disposed of; see <see cref="WithoutOneDnn"/>.</summary>
internal sealed class LstmWithoutOneDnn : IDisposable
{
    private readonly WithoutOneDnn _guard;

    public LstmWithoutOneDnn(nn.Module model) => _guard = new WithoutOneDnn(model.modules().Prepend(model).Any(module => module is LSTM or Lstm));

    public void Dispose() => _guard.Dispose();
}
