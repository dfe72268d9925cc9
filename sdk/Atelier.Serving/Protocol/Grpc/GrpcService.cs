using Atelier.OpenInference;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Atelier.Serving;

/// <summary>Adds the gRPC form of the protocol to a server.</summary>
internal static class GrpcService
{
    // A message of some hundred images, as it is common, passes without a stop for the other side to say that there is room.
    private const int StreamWindow = 4 << 20;
    private const int ConnectionWindow = 16 << 20;

    /// <summary>Sets HTTP/2 up.</summary>
    public static void Configure(Http2Limits limits)
    {
        limits.InitialStreamWindowSize = StreamWindow;
        limits.InitialConnectionWindowSize = ConnectionWindow;
    }

    /// <summary>Adds what answers.</summary>
    public static void Add(IServiceCollection services, ModelServerOptions options, ModelTable models, DrainSwitch drain)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxRequestBytes;
            grpc.MaxSendMessageSize = null;
            grpc.EnableDetailedErrors = false;
        });
        // After the defaults: a compressed message would pass the limit of its size by far when it is unpacked, and tensors hardly shrink.
        services.PostConfigure<GrpcServiceOptions>(grpc => grpc.CompressionProviders.Clear());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<GrpcInference>, Methods>());
        services.AddSingleton(models);
        services.AddSingleton(drain);
        services.AddSingleton<GrpcInference>();
    }

    /// <summary>Maps the methods.</summary>
    public static void Map(WebApplication app, int maxRequestBytes)
    {
        app.Use((context, next) =>
            GrpcErrors.IsGrpc(context.Request) ? FrameGate.InvokeAsync(context, next, maxRequestBytes) : next(context));
        app.MapGrpcService<GrpcInference>();
    }

    private sealed class Methods : IServiceMethodProvider<GrpcInference>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<GrpcInference> context)
        {
            context.AddUnaryMethod(InferenceMethods.ServerLive, [], static (service, request, call) => service.ServerLive(request, call));
            context.AddUnaryMethod(InferenceMethods.ServerReady, [], static (service, request, call) => service.ServerReady(request, call));
            context.AddUnaryMethod(InferenceMethods.ModelReady, [], static (service, request, call) => service.ModelReady(request, call));
            context.AddUnaryMethod(
                InferenceMethods.ServerMetadata, [], static (service, request, call) => service.ServerMetadata(request, call));
            context.AddUnaryMethod(
                InferenceMethods.ModelMetadata, [], static (service, request, call) => service.ModelMetadata(request, call));
            var answer = new Marshaller<ModelInferResponse>(
                InferenceMethods.Write, static _ => throw new NotSupportedException("A server gets no answers."));
            context.AddUnaryMethod(
                InferenceMethods.ModelInfer(GrpcRequest.Marshaller, answer),
                [],
                static (service, request, call) => service.ModelInfer(request, call));
        }
    }
}
