using Atelier.Prediction;
using Grpc.Core;

namespace Atelier.Client;

/// <summary>The tensors of an answer, raw or typed as the server gave them.</summary>
internal sealed class GrpcAnswer
{
    /// <summary>How the method's answers are read; none is ever written.</summary>
    public static Marshaller<GrpcAnswer> Marshaller { get; } =
        new((_, _) => throw new NotSupportedException("A client sends no answers."), Read);

    /// <summary>The outputs, in the order of the server.</summary>
    public required List<NamedTensor> Tensors { get; init; }

    private static GrpcAnswer Read(DeserializationContext context)
    {
        var payload = context.PayloadAsReadOnlySequence();
        // In one piece as a rule; what is read is copied out of it.
        var bytes = payload.IsSingleSegment ? payload.First : context.PayloadAsNewBuffer();
        return new GrpcAnswer { Tensors = InferMessage.ReadAnswer(bytes).ReadTensors() };
    }
}
