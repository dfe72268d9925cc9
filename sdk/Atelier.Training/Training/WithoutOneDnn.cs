namespace Atelier.Training;

/// <summary>Keeps libtorch from oneDNN on the processor, until disposed of.</summary>
/// <remarks>
/// Without gradients libtorch 2.10 hands some layers to oneDNN whose results are wrong on some machines (seen on an AMD EPYC): an LSTM is off by 0.07 for random weights, and a transposed convolution
/// with dilation reads memory that was never written. Both are right without it. Other convolutions need it for their speed.
/// </remarks>
internal sealed unsafe class WithoutOneDnn : IDisposable
{
    private readonly bool _isOff;

    public WithoutOneDnn(bool isWanted = true)
    {
        var native = TorchNative.Shared;
        if (isWanted && native.UsesOneDnn(native.Context()) != 0)
        {
            native.UseOneDnn(native.Context(), 0);
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
