using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Atelier.Client;

/// <summary>Adds clients of model servers to an application's services.</summary>
public static class InferenceClientServices
{
    /// <summary>Adds a client with retries, time-outs and a circuit breaker, for <see cref="InferenceClients.GetAsync"/> to give.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The client's name, and that of its model unless <see cref="InferenceClientOptions.Model"/> says another.</param>
    /// <param name="configure">Sets <see cref="InferenceClientOptions.Url"/> and what else is to differ from the defaults.</param>
    /// <returns>The builder of the <see cref="HttpClient"/> behind it: for credentials, certificates or another transport.</returns>
    /// <exception cref="ArgumentException">The name is blank, or a client of that name has been added before.</exception>
    /// <remarks>Options that cannot be are told as <see cref="OptionsValidationException"/> when the host starts, or else at the first
    /// use.</remarks>
    /// <example>
    /// <code>
    /// services.AddInferenceClient("digits", options => options.Url = new Uri("http://localhost:8000"));
    /// // then, in a class that takes InferenceClients clients:
    /// var client = await clients.GetAsync("digits", cancellationToken);
    /// var answers = await client.PredictAsync(inputs, cancellationToken);
    /// </code>
    /// </example>
    public static IHttpClientBuilder AddInferenceClient(
        this IServiceCollection services, string name, Action<InferenceClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => new ClientName(name).Equals(service.IsKeyedService ? null : service.ImplementationInstance)))
        {
            throw new ArgumentException(
                $"A client `{name}` has been added before; give this one another name, and its model in the options.", nameof(name));
        }

        services.AddSingleton(new ClientName(name));
        services.TryAddSingleton<InferenceClients>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InferenceClientOptions>, OptionsCheck>());
        services.AddOptions<InferenceClientOptions>(name).Configure(configure).ValidateOnStart();
        var builder = services.AddHttpClient(ClientName.OfHttp(name))
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan) // the pipeline has the time-outs
            .UseSocketsHttpHandler((handler, provider) => ServerAddress.Prepare(handler, Options(provider, name).Url!))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(provider => new FailureHandler(Options(provider, name), Options(provider, name).Model ?? name));
        builder.AddResilienceHandler("inference", (pipeline, context) => InferencePipeline.Build(
            pipeline, Options(context.ServiceProvider, name), Time(context.ServiceProvider)));
        return builder.AddHttpMessageHandler(() => new WholeAnswerHandler());
    }

    private static InferenceClientOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<InferenceClientOptions>>().Get(name);

    private static TimeProvider Time(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    private sealed class OptionsCheck : IValidateOptions<InferenceClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, InferenceClientOptions options)
        {
            var problems = options.Problems().Select(problem => $"Client `{name}`: {problem}").ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
