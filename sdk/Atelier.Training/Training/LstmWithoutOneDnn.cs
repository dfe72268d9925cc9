using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Keeps a model's LSTM layers from oneDNN, until disposed of.</summary>
/// <remarks>
/// Without gradients libtorch 2.10 hands an LSTM on the processor to oneDNN, whose results are wrong on some machines (seen on an AMD EPYC: off by 0.07 for random weights, where they
/// agree to 3e-8 with gradients on, or without oneDNN). Only LSTM is concerned; convolutions need oneDNN for their speed, so it is off only while such a model is measured.
/// </remarks>
internal sealed unsafe class LstmWithoutOneDnn : IDisposable
{
    private readonly bool _isOff;

    public LstmWithoutOneDnn(nn.Module model)
    {
        if (model.modules().Prepend(model).Any(module => module is LSTM) && TorchNative.Shared.UsesOneDnn(TorchNative.Shared.Context()) != 0)
        {
            TorchNative.Shared.UseOneDnn(TorchNative.Shared.Context(), 0);
            _isOff = true;
        }
    }

    public void Dispose()
    {
        if (_isOff)
        {
            TorchNative.Shared.UseOneDnn(TorchNative.Shared.Context(), 1);
        }
    }
}
