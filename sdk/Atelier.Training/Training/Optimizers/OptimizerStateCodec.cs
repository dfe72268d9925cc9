using System.Globalization;
using System.Text;
using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>How the state of an optimizer is written: who it belongs to, then for each parameter its step count and its values.</summary>
/// <remarks>
/// The form does not depend on where the optimizer worked, so a training that began on a GPU can go on in CPU memory. Values are raw,
/// in the parameter's element type; there are as many numbers for each weight as the kind of optimizer remembers.
/// </remarks>
internal static class OptimizerStateCodec
{
    /// <summary>More dimensions than any tensor has: a larger number is not a shape.</summary>
    private const int MaxRank = 64;

    public static void WriteHeader(BinaryWriter writer, string kind, IReadOnlyList<Parameter> parameters)
    {
        var name = Encoding.UTF8.GetBytes(kind);
        writer.Write((byte)name.Length);
        writer.Write(name);
        writer.Write(parameters.Count);
        foreach (var parameter in parameters)
        {
            writer.Write((byte)parameter.dtype);
            writer.Write(parameter.shape.Length);
            foreach (var length in parameter.shape)
            {
                writer.Write(length);
            }
        }
    }

    /// <summary>Reads a state by <paramref name="read"/>, after its header was found to be that of this optimizer.</summary>
    /// <exception cref="InvalidDataException">It is not, or the data ends too soon or is no such state at all.</exception>
    public static void Read(BinaryReader reader, string kind, IReadOnlyList<Parameter> parameters, Action read)
    {
        try
        {
            CheckHeader(reader, kind, parameters);
            read();
        }
        catch (Exception exception) when (exception is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The saved state of the optimizer ends too soon or is damaged; expected that of {kind} for {parameters.Count} parameters. "
                + "Load an earlier checkpoint.",
                exception);
        }
    }

    public static long ReadSteps(BinaryReader reader)
    {
        var steps = reader.ReadInt64();
        return steps >= 0
            ? steps
            : throw new InvalidDataException(
                FormattableString.Invariant($"The saved state of the optimizer counts {steps} steps; expected 0 or more. ")
                + "The data is damaged: load an earlier checkpoint.");
    }

    private static void CheckHeader(BinaryReader reader, string kind, IReadOnlyList<Parameter> parameters)
    {
        // A name of at most 255 bytes: ReadString would trust a damaged length.
        Span<byte> name = stackalloc byte[reader.ReadByte()];
        reader.ReadExactly(name);
        var savedKind = Encoding.UTF8.GetString(name);
        if (savedKind != kind)
        {
            throw new InvalidDataException(
                $"The saved state is of the optimizer {savedKind}; this training uses {kind}. Train on with the optimizer that the state was saved by.");
        }

        var count = reader.ReadInt32();
        if (count != parameters.Count)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"The saved state of the optimizer is for {count} parameters; this model trains {parameters.Count}. ")
                + "Train on with the model that the state was saved with.");
        }

        for (var i = 0; i < count; i++)
        {
            var type = (torch.ScalarType)reader.ReadByte();
            var rank = reader.ReadInt32();
            var shape = rank is >= 0 and <= MaxRank ? new long[rank] : throw new FormatException($"{rank} is no number of dimensions.");
            for (var dimension = 0; dimension < rank; dimension++)
            {
                shape[dimension] = reader.ReadInt64();
            }

            if (type != parameters[i].dtype || !shape.AsSpan().SequenceEqual(parameters[i].shape))
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The saved state of the optimizer has {type} {Check.Show(shape)} for parameter {i + 1} of {count}; ")
                    + $"this model has {parameters[i].dtype} {Check.Show(parameters[i].shape)}. Train on with the model that the state was saved with.");
            }
        }
    }
}
