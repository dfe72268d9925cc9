namespace Atelier.Training;

/// <summary>Keeps libtorch from oneDNN on the processor, until disposed of.</summary>
/// <remarks>
/// Without gradients libtorch 2.10 hands some layers to oneDNN whose results are wrong on some machines (seen on an AMD EPYC): an LSTM is off by 0.07 for random weights, and a transposed convolution
/// with dilation reads memory that was never written. Both are right without it. Other convolutions need it for their speed.
/// </remarks>
internal sealed unsafe class WithoutOneDnn : IDisposable
{
    private static readonly Lock Gate = new();

    // libtorch has one switch for the whole process: whoever comes first turns it, whoever leaves last turns it back.
    private static int _users;
    private static bool _wasOn;

    private readonly bool _isWanted;
    private int _isDisposed;

    public WithoutOneDnn(bool isWanted = true)
    {
        _isWanted = isWanted;
        if (!isWanted)
        {
            return;
        }

        lock (Gate)
        {
            var native = TorchNative.Shared;
            if (_users == 0)
            {
                _wasOn = native.UsesOneDnn(native.Context()) != 0;
                native.UseOneDnn(native.Context(), 0);
            }

            _users++;
        }
    }

    public void Dispose()
    {
        if (!_isWanted || Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        lock (Gate)
        {
            _users--;
            if (_users == 0 && _wasOn)
            {
                TorchNative.Shared.UseOneDnn(TorchNative.Shared.Context(), 1);
            }
        }
    }
}
