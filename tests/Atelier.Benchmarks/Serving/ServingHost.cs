using System.Globalization;
using System.Net;
using Atelier.Inference;
using Atelier.Packaging;
using Atelier.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Atelier.Benchmarks.Serving;

/// <summary>What runs in a <see cref="ServerProcess"/> until its input ends.</summary>
public static class ServingHost
{
    /// <summary>The first argument of a server's process.</summary>
    public const string Verb = "serve";

    /// <summary>Serves what the arguments say: <c>constant BYTES</c>, or <c>model PACKAGE CONCURRENCY QUEUE BATCH</c>, of which the concurrency may be <c>default</c>.</summary>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        switch (arguments)
        {
            case ["constant", var bytes]:
                await ConstantAsync(Number(bytes)).ConfigureAwait(false);
                break;
            case ["model", var path, var concurrency, var queue, var batch]:
                var package = ModelPackage.Load(path);
                using (var predictor = OnnxPredictor.Load(package, new OnnxPredictorOptions { Threads = 1 }))
                {
                    var execution = new ExecutionOptions { MaxConcurrency = concurrency == "default" ? null : Number(concurrency), MaxQueue = Number(queue), MaxBatchSize = Number(batch) };
                    await using var server = await ModelServer.StartAsync(
                        [new ServedModel(package.Name, predictor)], new ModelServerOptions { Execution = execution, GrpcPort = 0 }).ConfigureAwait(false);
                    await UntilEndAsync(server.Url, server.GrpcUrl).ConfigureAwait(false);
                }

                break;
            default:
                throw new ArgumentException($"`{string.Join(' ', arguments)}` is nothing to serve.", nameof(arguments));
        }
    }

    /// <summary>ASP.NET Core with as little around it as a program can have: it reads the body and answers with a constant.</summary>
    private static async Task ConstantAsync(int bytes)
    {
        var answer = new byte[bytes];
        answer.AsSpan().Fill((byte)' ');
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(async context =>
        {
            while (true)
            {
                var read = await context.Request.BodyReader.ReadAsync().ConfigureAwait(false);
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer).ConfigureAwait(false);
        });
        await app.StartAsync().ConfigureAwait(false);
        await UntilEndAsync(new Uri(app.Urls.Single())).ConfigureAwait(false);
    }

    private static async Task UntilEndAsync(params IEnumerable<Uri?> urls)
    {
        Console.WriteLine(string.Join(' ', urls));
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is not null)
        {
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
