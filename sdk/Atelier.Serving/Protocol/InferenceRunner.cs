using System.Diagnostics;
using Atelier.Monitoring;
using Atelier.Prediction;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>What lies between a request that names a model and its answer, whatever form the two have on the wire.</summary>
internal sealed class InferenceRunner(ModelTable models, ShadowTraffic shadows, RequestLog? log, TimeSpan? timeout)
{
    /// <summary>Answers a request, and counts it.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">A version or an alias; null for the default.</param>
    /// <param name="context">The request's, for its headers.</param>
    /// <param name="read">Reads the request; called once, when the model is there.</param>
    /// <param name="write">Writes the answer: the version that gave it, the request, and the wanted outputs in their order.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    /// <exception cref="RequestException">The request is refused.</exception>
    public async Task RunAsync(
        string name,
        string? version,
        HttpContext context,
        Func<CancellationToken, Task<InferRequest>> read,
        Func<ServedModel, InferRequest, IReadOnlyList<NamedTensor>, Task> write,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var lease = models.Enter(name, version);
        using var activity = ServingSource.Start(lease.Model.Model, context.Request.Headers);
        using var deadline = new Deadline(timeout, cancellationToken);
        var (outcome, rows) = (Outcome.Failed, 0);
        try
        {
            lease.Model.EnsureRoom();
            var request = await read(deadline.Token).ConfigureAwait(false);
            deadline.Arrived(request.Timeout);
            EnsureOutputs(lease.Model.Model.Predictor.Signature, request.Outputs);
            if (log is not null)
            {
                // The name by which a label that arrives later finds the answer.
                request = request with { Id = request.Id ?? Guid.CreateVersion7().ToString() };
            }

            var outputs = await RecordAsync(lease.Model, request, deadline).ConfigureAwait(false);
            if (version is null)
            {
                shadows.Send(lease.Model.Model, request.Inputs);
            }

            IReadOnlyList<NamedTensor> wanted = request.Outputs.Count == 0
                ? outputs
                : [.. request.Outputs.Select(name => outputs.First(output => output.Name == name))];
            await write(lease.Model.Model, request, wanted).ConfigureAwait(false);
            rows = request.Inputs[0].Shape is [var first, ..] ? first : 1;
            outcome = Outcome.Answered;
        }
        catch (OperationCanceledException error) when (deadline.HasPassed)
        {
            outcome = Outcome.Expired;
            throw deadline.Error(error);
        }
        catch (Exception error)
        {
            outcome = OutcomeOf(error, cancellationToken);
            throw;
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            lease.Model.Counters.Count(outcome, elapsed, rows);
            ServingSource.Record(lease.Model.Model, outcome, elapsed, rows, activity);
        }
    }

    private static Outcome OutcomeOf(Exception error, CancellationToken cancellationToken) => error switch
    {
        _ when cancellationToken.IsCancellationRequested => Outcome.Abandoned,
        RequestException { StatusCode: StatusCodes.Status503ServiceUnavailable } => Outcome.Overloaded,
        RequestException or BadHttpRequestException => Outcome.Refused,
        _ => Outcome.Failed,
    };

    /// <summary>Predicts, and writes down what was asked and answered where the server keeps a log.</summary>
    private async Task<IReadOnlyList<NamedTensor>> RecordAsync(HostedModel hosted, InferRequest request, Deadline deadline)
    {
        if (log is null)
        {
            return await PredictAsync(hosted.Predictor, request, deadline.Token).ConfigureAwait(false);
        }

        var (time, start) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        RecordedRequest Record() => new(request.Id!, time, hosted.Model.Name, hosted.Model.Version, Stopwatch.GetElapsedTime(start));
        try
        {
            var outputs = await PredictAsync(hosted.Predictor, request, deadline.Token).ConfigureAwait(false);
            log.TryWrite(Record(), request.Inputs, outputs);
            return outputs;
        }
        catch (Exception error) when (!deadline.IsAbandoned)
        {
            log.TryWrite(Record() with { Error = deadline.HasPassed ? deadline.Error(error).Message : error.Message }, request.Inputs, []);
            throw;
        }
    }

    private static async Task<IReadOnlyList<NamedTensor>> PredictAsync(
        IPredictor predictor, InferRequest request, CancellationToken cancellationToken)
    {
        try
        {
            predictor.Signature.EnsureAccepts(request.Inputs);
            return await predictor.PredictAsync(request.Inputs, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException error)
        {
            // A predictor's word for inputs that do not fit it.
            throw RequestException.Of(error);
        }
    }

    private static void EnsureOutputs(ModelSignature signature, IReadOnlyList<string> wanted)
    {
        foreach (var name in wanted)
        {
            if (!signature.Outputs.Any(output => output.Name == name))
            {
                throw new RequestException(
                    StatusCodes.Status400BadRequest,
                    $"There is no output `{name}`; the model gives {string.Join("; ", signature.Outputs)}.");
            }
        }

        if (wanted.Distinct().Count() != wanted.Count)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "`outputs` names an output twice; expected each once.");
        }
    }
}
