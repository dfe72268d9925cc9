using Atelier.OpenInference;
using Atelier.Prediction;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>The methods of the Open Inference Protocol v2 over gRPC.</summary>
internal sealed partial class GrpcInference(ModelTable models, DrainSwitch drain, InferenceRunner runner, ILogger<GrpcInference> logger)
{
    public Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = !drain.IsDraining && models.Models.Any() });

    public Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) => AnswerAsync(context, () =>
    {
        Find(context, request.Name, request.Version);
        return Task.FromResult(new ModelReadyResponse { Ready = !drain.IsDraining });
    });

    public Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse
        {
            Name = "atelier",
            Version = InferenceEndpoints.Version,
            Extensions = { InferenceEndpoints.Extensions },
        });

    public Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) => AnswerAsync(context, () =>
    {
        var model = Find(context, request.Name, request.Version);
        var signature = model.Predictor.Signature;
        return Task.FromResult(new ModelMetadataResponse
        {
            Name = model.Name,
            Versions = { models.Find(model.Name)?.Versions.Select(version => version.Model.Version) ?? [] },
            Platform = JsonBodies.PlatformOf(model),
            Inputs = { signature.Inputs.Select(Describe) },
            Outputs = { signature.Outputs.Select(Describe) },
            ClassNames = { signature.ClassNames },
        });
    });

    public Task<ModelInferResponse> ModelInfer(GrpcRequest request, ServerCallContext context) => AnswerAsync(context, async () =>
    {
        using (request)
        {
            var message = Understand(() => InferMessage.ReadRequest(request.Bytes));
            var http = context.GetHttpContext();
            KeyGate.EnsureModel(http, message.ModelName);
            ModelInferResponse? answer = null;
            await runner.RunAsync(
                message.ModelName,
                message.ModelVersion,
                http,
                _ => Task.FromResult(
                    new InferRequest(message.Id, Understand(message.ReadTensors), message.Outputs, message.IsRaw ? null : [])),
                (model, asked, outputs) =>
                {
                    answer = Answer(model, asked, outputs);
                    return Task.CompletedTask;
                },
                context.CancellationToken).ConfigureAwait(false);
            return answer!;
        }
    });

    private static ModelInferResponse Answer(ServedModel model, InferRequest request, IReadOnlyList<NamedTensor> outputs)
    {
        var answer = new ModelInferResponse { ModelName = model.Name, ModelVersion = model.Version, Id = request.Id ?? "" };
        var isRaw = request.BinaryOutputs is null || !outputs.All(output => TensorContents.HasTyped(output.DataType));
        foreach (var output in outputs)
        {
            answer.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor
            {
                Name = output.Name,
                Datatype = output.DataType.ToProtocolName(),
                Shape = { output.Shape.Select(length => (long)length) },
                Contents = isRaw ? null : TensorContents.Typed(output),
            });
            if (isRaw)
            {
                answer.RawOutputContents.Add(TensorContents.Raw(output));
            }
        }

        return answer;
    }

    private static ModelMetadataResponse.Types.TensorMetadata Describe(TensorSpec spec) =>
        new() { Name = spec.Name, Datatype = spec.DataType.ToProtocolName(), Shape = { spec.Shape.Select(length => (long)length) } };

    private static T Understand<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, error.Message, error);
        }
    }

    private ServedModel Find(ServerCallContext context, string name, string version)
    {
        KeyGate.EnsureModel(context.GetHttpContext(), name);
        return models.Find(name, version.Length > 0 ? version : null).Model;
    }

    /// <summary>Ends every failure with a status, and keeps what is inside the server out of it.</summary>
    private async Task<T> AnswerAsync<T>(ServerCallContext context, Func<Task<T>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (RequestException error)
        {
            throw GrpcErrors.Of(error);
        }
        catch (Exception error) when (context.CancellationToken.IsCancellationRequested)
        {
            // Most often nobody is there any more to read this.
            throw new RpcException(
                context.Deadline <= DateTime.UtcNow
                    ? new Status(StatusCode.DeadlineExceeded, "The call's deadline has passed. Give it more time, or fewer rows.", error)
                    : new Status(StatusCode.Cancelled, "The call was cancelled.", error));
        }
        catch (Exception error)
        {
            LogFailure(error, context.Method);
            throw new RpcException(new Status(StatusCode.Internal, "The server failed on this request; its log says why."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogFailure(Exception error, string method);
}
