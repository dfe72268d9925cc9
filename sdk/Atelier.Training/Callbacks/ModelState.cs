using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>A copy of a model's weights and buffers, on its device.</summary>
internal sealed class ModelState(nn.Module model) : IDisposable
{
    private readonly List<(Tensor Original, Tensor Copy)> _tensors =
        [.. model.parameters().Concat<Tensor>(model.buffers()).Select(tensor => (tensor, tensor.empty_like().DetachFromDisposeScope()))];

    /// <summary>Copies the model's weights.</summary>
    public void Capture() => Copy(pair => (pair.Original, pair.Copy));

    /// <summary>Copies the weights back into the model, in place.</summary>
    public void Restore() => Copy(pair => (pair.Copy, pair.Original));

    /// <summary>Writes the copies.</summary>
    public void Save(BinaryWriter writer)
    {
        using var scope = NewDisposeScope();
        foreach (var (_, copy) in _tensors)
        {
            writer.Write(copy.cpu().bytes);
        }
    }

    /// <summary>Reads copies that were written from a model of the same shapes.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public void Load(BinaryReader reader)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, copy) in _tensors)
        {
            var cpu = copy.to(CPU, copy: true);
            reader.BaseStream.ReadExactly(cpu.bytes);
            copy.copy_(cpu);
        }
    }

    public void Dispose() => _tensors.ForEach(pair => pair.Copy.Dispose());

    private void Copy(Func<(Tensor Original, Tensor Copy), (Tensor From, Tensor To)> direction)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (from, to) in _tensors.Select(direction))
        {
            to.copy_(from);
        }
    }
}
