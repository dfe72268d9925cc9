using TorchSharp;

namespace Atelier.Training;

/// <summary>Torch's global thread count and random numbers, set for a while and put back.</summary>
internal sealed class TorchSettings : IDisposable
{
    private readonly int _threads = torch.get_num_threads();
    private readonly torch.Tensor _random = torch.get_rng_state().DetachFromDisposeScope();
    private readonly bool _deterministic;
    private readonly MemoryReuse _memory = new();

    public TorchSettings(int threads, int seed, bool deterministic)
    {
        SetThreads(threads);
        torch.manual_seed(seed);
        _deterministic = deterministic && !IsDeterministic;
        if (_deterministic)
        {
            IsDeterministic = true;
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        if (_deterministic)
        {
            IsDeterministic = false;
        }

        torch.set_rng_state(_random);
        _random.Dispose();
        SetThreads(_threads);
    }

    internal static unsafe bool IsDeterministic
    {
        get => TorchNative.Shared.IsDeterministic(TorchNative.Shared.Context()) != 0;
        set => TorchNative.Shared.SetDeterministic(TorchNative.Shared.Context(), (byte)(value ? 1 : 0), 0);
    }

    private static void SetThreads(int threads)
    {
        if (torch.get_num_threads() != threads)
        {
            torch.set_num_threads(threads);
        }
    }
}
