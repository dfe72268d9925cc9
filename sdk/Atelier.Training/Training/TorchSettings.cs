using TorchSharp;

namespace Atelier.Training;

/// <summary>Torch's global thread count and random numbers, set for a while and put back.</summary>
internal sealed class TorchSettings : IDisposable
{
    private readonly int _threads = torch.get_num_threads();
    private readonly torch.Tensor _random = torch.get_rng_state().DetachFromDisposeScope();

    public TorchSettings(int threads, int seed)
    {
        SetThreads(threads);
        torch.manual_seed(seed);
    }

    public void Dispose()
    {
        torch.set_rng_state(_random);
        _random.Dispose();
        SetThreads(_threads);
    }

    private static void SetThreads(int threads)
    {
        if (torch.get_num_threads() != threads)
        {
            torch.set_num_threads(threads);
        }
    }
}
