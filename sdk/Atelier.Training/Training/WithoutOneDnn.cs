namespace Atelier.Training;

/// <summary>Keeps libtorch from oneDNN on the processor, until disposed of.</summary>
/// <remarks>
/// Without gradients libtorch 2.10 hands some layers to oneDNN whose results are wrong on some machines (seen on an AMD EPYC): an LSTM is off by 0.07 for random weights, and a transposed convolution
/// with dilation reads memory that was never written. Both are right without it. Other convolutions need it for their speed. The setting is one for all threads: it is put back when the last of
/// them is disposed of.
/// </remarks>
internal sealed unsafe class WithoutOneDnn : IDisposable
{
    private static readonly Lock Gate = new();
    private static int _count;
    private static bool _wasOn;

    private bool _isCounted;

    public WithoutOneDnn(bool isWanted = true)
    {
        if (!isWanted)
        {
            return;
        }

        lock (Gate)
        {
            if (_count++ == 0)
            {
                _wasOn = TorchNative.Shared.UsesOneDnn(TorchNative.Shared.Context()) != 0;
                TorchNative.Shared.UseOneDnn(TorchNative.Shared.Context(), 0);
            }
        }

        _isCounted = true;
    }

    public void Dispose()
    {
        if (!_isCounted)
        {
            return;
        }

        _isCounted = false;
        lock (Gate)
        {
            if (--_count == 0 && _wasOn)
            {
                TorchNative.Shared.UseOneDnn(TorchNative.Shared.Context(), 1);
            }
        }
    }
}
